import { test } from 'vitest';
import { aTryOut } from '../bot/web/a-try-out.ts';
import { aBrowser } from './browser.ts';
test('shots', async () => {
  const house = await aTryOut();
  const browser = await aBrowser();
  await house.aCase(); await house.aCase();
  house.clock.advance('PT25H'); await house.aCase();
  for (const [p, t] of [['teacher','help'],['teacher','button'],['teacher','store Lule'],['head','cases'],['head','button'],['intake','help'],['manager-1','deadlines']]) await house.ask(`/try/chats/${p}`, { method: 'POST', body: { text: t } });
  for (const [name, viewport, lang] of [['desk',{width:1440,height:900},'en'],['phone',{width:390,height:844},'sq'],['cyrl',{width:1100,height:800},'sr-Cyrl']] as const) {
    const page = await browser.newPage({ viewport });
    await page.goto(`${house.url}/?lang=${lang}`);
    await page.waitForTimeout(800);
    await page.screenshot({ path: `/tmp/shot-${name}.png` });
    if (name === 'phone') await page.screenshot({ path: `/tmp/shot-phone-full.png`, fullPage: true });
    await page.close();
  }
  const page = await browser.newPage({ viewport: { width: 800, height: 900 } });
  await page.goto(`${house.url}/docs`); await page.screenshot({ path: '/tmp/shot-docs.png' });
  await browser.close(); await house.end();
});
