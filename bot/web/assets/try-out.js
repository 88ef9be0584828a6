// Fetches what changed, and sends what is tapped and typed. Whatever is shown was made, and escaped, by the server.
const panel = document.getElementById('panel');
const status = document.getElementById('status');
const boxes = [...document.querySelectorAll('.choose input')];
const phones = [...document.querySelectorAll('.phone')];
const { moving, failed } = document.body.dataset;
const lang = document.documentElement.lang;
const every = 1500;
const remembered = 'tryeza-shown';

const seen = {};
let busy = false;

function choose() {
  const shown = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  for (const phone of phones) phone.hidden = !shown.has(phone.dataset.persona);
  try {
    localStorage.setItem(remembered, [...shown].join(','));
  } catch {
    // A browser that keeps nothing shows the first ones again next time.
  }
}

function recall() {
  let kept = null;
  try {
    kept = localStorage.getItem(remembered);
  } catch {
    return;
  }
  if (!kept) return;
  const shown = new Set(kept.split(','));
  for (const box of boxes) {
    box.checked = shown.has(box.value);
    const folded = box.closest('details');
    if (box.checked && folded) folded.open = true;
  }
  choose();
}

/** Puts new content in place; whoever stands on a button stays on it. */
function replace(place, html) {
  const { button, advance } = document.activeElement?.dataset ?? {};
  const stood = place.contains(document.activeElement);
  place.innerHTML = html;
  if (!stood) return;
  const same = button ? `[data-button="${button}"]` : advance && `[data-advance="${advance}"]`;
  const again = (same && place.querySelector(same)) || place.closest('[tabindex]') || place.querySelector('button');
  again?.focus();
}

async function refresh() {
  const shown = phones.filter((phone) => !phone.hidden).map((phone) => phone.dataset.persona);
  const answer = await fetch(`/try/view?lang=${lang}&show=${encodeURIComponent(shown.join(','))}`);
  if (!answer.ok) throw new Error('view');
  const view = await answer.json();
  if (view.panel !== seen.panel) {
    replace(panel, view.panel);
    for (const button of panel.querySelectorAll('button')) button.disabled = busy;
  }
  for (const phone of phones) {
    const { persona } = phone.dataset;
    const chat = view.chats[persona];
    if (!chat || chat.html === seen[persona]) continue;
    const log = phone.querySelector('.log');
    const first = seen[persona] === undefined;
    log.lang = chat.locale;
    replace(log, chat.html);
    const scroll = phone.querySelector('.scroll');
    scroll.scrollTo({ top: scroll.scrollHeight, behavior: first ? 'instant' : 'auto' });
    seen[persona] = chat.html;
  }
  seen.panel = view.panel;
}

async function send(url, body) {
  const isForm = body instanceof FormData;
  const options = isForm ? { body } : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  const answer = await fetch(url, { method: 'POST', ...options });
  if (answer.ok) return;
  const problem = await answer.json().catch(() => ({}));
  throw new Error(problem.detail ?? failed);
}

/** Does one thing at a time, and says when it went wrong. */
async function act(said, work) {
  if (busy) return;
  busy = true;
  status.textContent = said;
  try {
    await work();
    await refresh();
    status.textContent = '';
  } catch (fault) {
    status.textContent = fault instanceof TypeError ? failed : fault.message || failed;
  } finally {
    busy = false;
    for (const button of panel.querySelectorAll('button')) button.disabled = false;
  }
}

panel.addEventListener('click', (event) => {
  const button = event.target.closest('[data-advance]');
  if (!button) return;
  for (const other of panel.querySelectorAll('button')) other.disabled = true;
  act(moving, () => send('/try/clock', { advance: button.dataset.advance }));
});

for (const phone of phones) {
  const url = `/try/chats/${encodeURIComponent(phone.dataset.persona)}`;
  phone.querySelector('.log').addEventListener('click', (event) => {
    const button = event.target.closest('[data-button]');
    if (button) act('', () => send(url, { button: button.dataset.button }));
  });
  const form = phone.querySelector('form');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = form.elements.text.value;
    if (!text.trim()) return;
    act('', async () => {
      await send(url, { text });
      form.elements.text.value = '';
    });
  });
  form.elements.file.addEventListener('change', () => {
    const [file] = form.elements.file.files;
    if (!file) return;
    act('', async () => {
      const body = new FormData();
      body.append('file', file);
      form.elements.file.value = '';
      await send(url, body);
    });
  });
}

for (const box of boxes) {
  box.addEventListener('change', () => {
    choose();
    refresh().catch(() => {});
  });
}

recall();
refresh().catch(() => {});
setInterval(() => {
  if (!document.hidden && !busy) refresh().catch(() => {});
}, every);
