import { checkElement, isTextInput, type Surface } from './element-rules.ts';
import { type Fields, fieldsOf, isFields, listOf, stringOf } from './fields.ts';
import { atMost, type Complain, textObject } from './limit.ts';

/** Blocks in messages: 50, in views: 100. https://docs.slack.dev/reference/block-kit/blocks */
export function checkBlocks(blocks: unknown, surface: Surface, complain: Complain) {
  if (!Array.isArray(blocks)) return complain('blocks', 'must be an array');
  const most = surface === 'message' ? 50 : 100;
  if (blocks.length > most) complain('blocks', `${blocks.length}, at most ${most}`);
  const seen = new Set<string>();
  for (const [at, block] of blocks.entries()) {
    const where = `blocks[${at}]`;
    if (!isFields(block)) {
      complain(where, 'must be an object');
      continue;
    }
    const id = block['block_id'];
    atMost(id, 255, `${where}.block_id`, complain);
    if (typeof id === 'string' && seen.has(id)) complain(`${where}.block_id`, 'stands twice');
    if (typeof id === 'string') seen.add(id);
    checkBlock(block, surface, where, complain);
  }
}

function checkBlock(block: Fields, surface: Surface, where: string, complain: Complain) {
  const elements = listOf(block['elements']).map(fieldsOf);
  switch (block['type']) {
    case 'divider':
      return;
    case 'header':
      return textObject(block['text'], { most: 150, required: true, plainOnly: true }, `${where}.text`, complain);
    case 'section':
      return checkSection(block, surface, where, complain);
    case 'input':
      return checkInput(block, surface, where, complain);
    case 'context':
      if (elements.length < 1 || elements.length > 10) complain(`${where}.elements`, 'must be from 1 to 10');
      for (const [at, element] of elements.entries())
        checkElement(element, 'context', surface, `${where}.elements[${at}]`, complain);
      return;
    case 'actions': {
      if (elements.length < 1 || elements.length > 25) complain(`${where}.elements`, 'must be from 1 to 25');
      const ids = elements.flatMap(({ action_id: id }) => (typeof id === 'string' ? [id] : []));
      if (new Set(ids).size < ids.length) complain(`${where}.elements`, 'have the same action_id');
      for (const [at, element] of elements.entries())
        checkElement(element, 'actions', surface, `${where}.elements[${at}]`, complain);
      return;
    }
    case 'image':
      if (stringOf(block['alt_text']) === '') complain(`${where}.alt_text`, 'is missing');
      return atMost(block['alt_text'], 2000, `${where}.alt_text`, complain);
    case 'rich_text':
      return;
    default:
      complain(where, `${String(block['type'])} is not a known block`);
  }
}

function checkSection(block: Fields, surface: Surface, where: string, complain: Complain) {
  const { text, fields, accessory } = block;
  if (text === undefined && fields === undefined) complain(where, 'needs text or fields');
  textObject(text, { most: 3000 }, `${where}.text`, complain);
  if (fields !== undefined && (listOf(fields).length < 1 || listOf(fields).length > 10))
    complain(`${where}.fields`, 'must be from 1 to 10');
  for (const [at, field] of listOf(fields).entries())
    textObject(field, { most: 2000, required: true }, `${where}.fields[${at}]`, complain);
  if (accessory !== undefined) checkElement(fieldsOf(accessory), 'section', surface, `${where}.accessory`, complain);
}

function checkInput(block: Fields, surface: Surface, where: string, complain: Complain) {
  textObject(block['label'], { most: 2000, required: true, plainOnly: true }, `${where}.label`, complain);
  textObject(block['hint'], { most: 2000, plainOnly: true }, `${where}.hint`, complain);
  for (const flag of ['optional', 'dispatch_action'])
    if (block[flag] !== undefined && typeof block[flag] !== 'boolean')
      complain(`${where}.${flag}`, 'must be a boolean');
  const element = fieldsOf(block['element']);
  if (element['dispatch_action_config'] !== undefined && !isTextInput(stringOf(element['type'])))
    complain(`${where}.element.dispatch_action_config`, 'is for text inputs only');
  checkElement(element, 'input', surface, `${where}.element`, complain);
}
