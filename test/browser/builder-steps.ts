import type { Locator, Page } from 'playwright-core';

const NAME_OF_FOCUS = `(() => {
  const element = document.activeElement;
  const label = element.id && document.querySelector('label[for="' + element.id + '"]');
  return element.getAttribute('aria-label') ?? (label || element).textContent ?? '';
})()`;
const MOST_TABS = 80;

/** @param kind of the condition, as the menu has it */
export async function addCondition(group: Locator, kind: RegExp): Promise<void> {
  await group.getByRole('button', { name: 'Add condition' }).last().click();
  await group.page().getByRole('menuitem', { name: kind }).click();
}

/** Waits for it: counts come a moment after the last key. */
export const sizeIs = (page: Page, size: number): Promise<void> =>
  page
    .getByTestId('audience-size')
    .filter({ hasText: new RegExp(`^${size.toLocaleString('en')}$`) })
    .waitFor();

/** Goes on with the Tab key until what is called so has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let count = 0; count < MOST_TABS; count += 1) {
    const found = await page.evaluate<string>(NAME_OF_FOCUS);
    if (found.replace(/\s*\*$/, '').trim() === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not come to ${name}`);
}
