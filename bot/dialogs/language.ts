import type { ButtonWanted } from '../../core/message.ts';
import { chooseLanguage } from '../../core/person/settings.ts';
import { locales, ownName } from '../../core/wording/locale.ts';
import type { FormWalk } from './form-walk.ts';
import type { DialogPart, Turn } from './turn.ts';

export const languageButtons: readonly ButtonWanted[] = locales.map((locale) => ({
  act: `language:${locale}`,
  does: 'language.choose',
  having: { locale },
  label: 'button.named',
  params: { name: ownName[locale] },
}));

export async function askLanguage(turn: Turn): Promise<void> {
  await turn.replyLines([{ text: 'settings.language' }], { buttons: languageButtons });
}

/** Any time: what was answered so far stays, and the open question is asked again in the new language. */
export const languageDialog = (walk: Pick<FormWalk, 'askAgain'>): DialogPart => ({
  commands: { language: askLanguage },
  taps: {
    language: askLanguage,
    'language.choose': async (turn, having) => {
      const open = turn.open;
      await turn.through(chooseLanguage, { locale: having['locale'] });
      await turn.replyLines([{ text: 'settings.language-chosen' }]);
      await walk.askAgain(turn, open);
    },
  },
});
