/** A question on a page, as a reader handles it. */

/**
 * @typedef {import('playwright').Page} Page
 * @typedef {import('playwright').Locator} Locator
 */

export class Question {
  /** @param {Page} page @param {string} id */
  constructor(page, id) {
    this.page = page
    this.form = page.locator(`form[data-question="${id}"]`)
    this.verdict = this.form.locator('.verdict')
    this.button = this.form.locator('.do button')
    this.key = this.form.locator('details.key')
    this.hint = this.form.locator('details.hint')
    this.doubt = this.form.locator('.doubt')
  }

  /** The row or option with an id. @param {string} id */
  row(id) {
    return this.form.locator(`fieldset [data-option="${id}"]`)
  }

  /** @param {string} id */
  option(id) {
    return this.row(id).locator('input')
  }

  /** @param {string} id */
  choice(id) {
    return this.row(id).locator('select')
  }

  get number() {
    return this.form.locator('.number input')
  }

  /** @param {...string} ids */
  async choose(...ids) {
    for (const id of ids) await this.option(id).check()
  }

  /** Choose and check. @param {...string} ids */
  async answer(...ids) {
    await this.choose(...ids)
    await this.button.click()
  }

  /** @param {string} text */
  async type(text) {
    await this.number.fill(text)
    await this.button.click()
  }

  /** Give each row its choice, and check. @param {Record<string, string>} choices */
  async sort(choices) {
    for (const [row, choice] of Object.entries(choices)) await this.choice(row).selectOption(choice)
    await this.button.click()
  }

  /** Bring the rows into an order by their buttons, and check. @param {...string} ids */
  async order(...ids) {
    for (const [place, id] of ids.entries()) {
      for (let at = (await this.places()).indexOf(id); at > place; at--) await this.move(id, 'up')
    }
    await this.button.click()
  }

  /** @param {string} id @param {'up' | 'down'} way */
  move(id, way) {
    return this.row(id).locator(`[data-move=${way}]`).click({ force: true })
  }

  /** The ids of rows or options as they stand. @returns {Promise<string[]>} */
  places() {
    return this.form.locator('fieldset [data-option]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-option') ?? ''))
  }

  /** What the reader is told, in one line. */
  async says() {
    return (await this.verdict.innerText()).replace(/\s+/g, ' ').trim()
  }

  /** The marks of all rows, such as "a: wrong", in the order of their ids. @returns {Promise<string[]>} */
  async marks() {
    const marks = await this.form
      .locator('fieldset [data-option]:is(.right, .wrong, .missed)')
      .evaluateAll((rows) => rows.map((row) => `${row.getAttribute('data-option')}: ${row.querySelector('.sign .unseen')?.textContent?.trim()}`))
    return marks.sort()
  }
}

/** Tab on until the element that has focus matches. @param {Page} page @param {string} selector */
export async function tabTo(page, selector) {
  for (let presses = 0; presses < 150; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return
  }
  throw new Error(`No Tab leads to ${selector}.`)
}

/** @param {Locator} element */
export const hasFocus = (element) => element.evaluate((node) => node === document.activeElement)
