/** Playing each type of question: what is said for right, wrong and partly right, and by which means a reader gets there. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Question, hasFocus, tabTo } from './question.mjs'
import { FIXTURE, rig } from './rig.mjs'

const { open } = rig(FIXTURE)

/** @param {string} id @param {import('./rig.mjs').How} [how] */
async function question(id, how) {
  const visit = await open('a/all/', how)
  return { q: new Question(visit.page, id), ...visit }
}

describe('by keyboard alone', () => {
  it('arrow keys choose and commit nothing; Enter checks; focus stays; the verdict was empty before', async () => {
    const { q, page } = await question('porter')
    assert.equal(await q.verdict.getAttribute('role'), 'status')
    assert.equal(await q.verdict.evaluate((node) => node.childNodes.length), 0)
    await tabTo(page, 'form[data-question="porter"] input')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    assert.equal(await q.form.locator('input:checked').count(), 1)
    assert.equal(await q.says(), '')
    assert.equal(await q.button.innerText(), 'Check')
    await tabTo(page, 'form[data-question="porter"] .do button')
    await page.keyboard.press('Enter')
    assert.notEqual(await q.says(), '')
    assert.ok(await hasFocus(q.button))
    assert.equal(await q.button.innerText(), 'Try again')
  })

  it('Space checks, and Space tries again', async () => {
    const { q, page } = await question('porter')
    await q.option('b').focus()
    await page.keyboard.press('Space')
    await tabTo(page, '.do button')
    await page.keyboard.press('Space')
    assert.match(await q.says(), /^Not this one\. A name can be spelt wrong\./)
    await page.keyboard.press('Space')
    assert.equal(await q.says(), '')
    assert.equal(await q.button.innerText(), 'Check')
    assert.equal(await q.form.locator('input:checked').count(), 0)
    assert.ok(await hasFocus(q.button))
  })

  it('Enter in an option checks', async () => {
    const { q, page } = await question('porter')
    await q.option('a').focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    assert.match(await q.says(), /^Right\./)
  })

  it('Enter in the number field checks', async () => {
    const { q, page } = await question('price')
    await q.number.focus()
    await page.keyboard.type('2,5')
    await page.keyboard.press('Enter')
    assert.match(await q.says(), /^Right\./)
  })

  it('each control of a question is reached, and says what it is', async () => {
    const { q, page } = await question('visit-in-order')
    await tabTo(page, 'form[data-question="visit-in-order"] [data-move=down]')
    const name = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    assert.match(name ?? '', /^Move down: The guest/)
    await tabTo(page, 'form[data-question="visit-in-order"] .do button')
    await page.keyboard.press('Enter')
    await tabTo(page, 'form[data-question="visit-in-order"] .key summary')
    await page.keyboard.press('Enter')
    assert.ok(await q.key.locator('ol').isVisible())
  })

  it("the theme's letters do nothing while a question has focus", async () => {
    const { q, page } = await question('porter')
    const before = page.url()
    for (const control of [q.option('a'), q.button, q.hint.locator('summary')]) {
      await control.focus()
      for (const key of ['n', 'p', '.', ',', 's', 'f', '/']) await page.keyboard.press(key)
    }
    await page.waitForTimeout(300)
    assert.equal(page.url(), before)
    assert.equal(await page.locator('#__search').isChecked(), false)
    assert.ok(await hasFocus(q.hint.locator('summary')))
  })
})

describe('single choice', () => {
  it('right', async () => {
    const { q } = await question('porter')
    await q.answer('a')
    assert.equal(await q.says(), 'Right. Both sides belong to it. Read the passage that settles it')
    assert.deepEqual(await q.marks(), ['a: Right'])
  })

  for (const [id, feedback] of [['b', 'A name can be spelt wrong.'], ['c', 'A welcome can impress.']]) {
    it(`wrong: option ${id} has its own feedback, and the key is not given away`, async () => {
      const { q } = await question('porter')
      await q.answer(id)
      assert.equal(await q.says(), `Not this one. ${feedback} Read the passage that settles it`)
      assert.deepEqual(await q.marks(), [`${id}: Not this one`])
    })
  }

  it('without an answer asks for one', async () => {
    const { q } = await question('porter')
    await q.button.click()
    assert.equal(await q.says(), 'Choose an answer first.')
    assert.equal(await q.button.innerText(), 'Check')
  })

  it('another choice takes the verdict back', async () => {
    const { q } = await question('porter')
    await q.answer('b')
    await q.choose('a')
    assert.equal(await q.says(), '')
    assert.deepEqual(await q.marks(), [])
    assert.equal(await q.button.innerText(), 'Check')
  })

  it('code and formulas stand in stem, options and feedback', async () => {
    const { q } = await question('code-and-formula')
    assert.equal(await q.form.locator('legend math').count(), 1)
    assert.match(await q.form.locator('.more pre').innerText(), /print\(120 \* k\)/)
    await q.answer('a')
    assert.equal(await q.verdict.locator('math').count(), 1)
  })
})

describe('multiple choice', () => {
  it('right', async () => {
    const { q } = await question('two-right')
    await q.answer('a', 'b')
    assert.match(await q.says(), /^Right\. The guest orders: The waiter meets the guest\. The guest pays: The cashier/)
    assert.deepEqual(await q.marks(), ['a: Right', 'b: Right'])
  })

  it('partly: points, and feedback for what was chosen and what was missed', async () => {
    const { q } = await question('two-right')
    await q.answer('a')
    assert.match(await q.says(), /^Partly right\. 50 of 100 points\. The guest orders: .* The guest pays: The cashier meets the guest\. Read/)
    assert.deepEqual(await q.marks(), ['a: Right', 'b: missed'])
  })

  it('wrong', async () => {
    const { q } = await question('two-right')
    await q.answer('a', 'c', 'd')
    assert.match(await q.says(), /^Not yet\. /)
    assert.deepEqual(await q.marks(), ['a: Right', 'b: missed', 'c: Not yet', 'd: Not yet'])
  })

  it('says that several may be right, and asks for an answer', async () => {
    const { q } = await question('two-right')
    assert.match(await q.form.locator('fieldset').innerText(), /Choose all that apply/)
    await q.button.click()
    assert.equal(await q.says(), 'Choose an answer first.')
  })
})

describe('a number', () => {
  for (const typed of ['2400', '2.400', '2,400', '2 400', '2400 contacts']) {
    it(`right: ${typed}`, async () => {
      const { q } = await question('contacts-a-day')
      await q.type(typed)
      assert.equal(await q.says(), 'Right. Each guest counts twenty times. Read the passage that settles it')
    })
  }

  it('a decimal comma is as good as a point, within the tolerance', async () => {
    const { q } = await question('price')
    for (const [typed, verdict] of [['2,5', 'Right.'], ['2.55', 'Right.'], ['2,45 EUR', 'Right.'], ['2,56', 'Not this number.']]) {
      await q.type(typed)
      assert.match(await q.says(), new RegExp(`^${verdict}`), typed)
      await q.button.click()
    }
  })

  it('a near miss has feedback of its own', async () => {
    const { q } = await question('contacts-a-day')
    await q.type('240')
    assert.equal(await q.says(), 'Not this number. Twenty times, not twice. Read the passage that settles it')
  })

  it('wrong', async () => {
    const { q } = await question('contacts-a-day')
    await q.type('17')
    assert.match(await q.says(), /^Not this number\. Multiply guests and contacts\./)
  })

  it('what is no number is said to be none, and counts as no answer', async () => {
    const { q, page } = await question('contacts-a-day')
    await q.button.click()
    assert.equal(await q.says(), 'Type a number first, such as 12 or 2.5.')
    await q.type('many')
    assert.equal(await q.says(), 'That is no number. Type digits, such as 1200 or 2.5.')
    assert.equal(await q.button.innerText(), 'Check')
    assert.equal(await page.evaluate(() => Object.keys(localStorage).some((key) => key.includes('contacts-a-day'))), false)
  })

  it('its field is described by the unit', async () => {
    const { q } = await question('price')
    assert.match(await q.form.ariaSnapshot(), /textbox "Your answer"/)
    assert.equal(await q.number.evaluate((field) => document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent), 'EUR')
  })
})

describe('an order', () => {
  it('right', async () => {
    const { q } = await question('visit-in-order')
    await q.order('in', 'order', 'eat', 'pay')
    assert.match(await q.says(), /^Right\. So it goes\./)
    assert.deepEqual(await q.marks(), ['eat: Right', 'in: Right', 'order: Right', 'pay: Right'])
  })

  it('partly: a mark for each line that follows the one before it', async () => {
    const { q } = await question('visit-in-order')
    await q.order('order', 'eat', 'pay', 'in')
    assert.match(await q.says(), /^Partly right\. 67 of 100 points\. Begin at the door\./)
    assert.deepEqual(await q.marks(), ['eat: Right', 'in: Not yet', 'order: Not yet', 'pay: Right'])
  })

  it('wrong', async () => {
    const { q } = await question('visit-in-order')
    await q.order('pay', 'eat', 'order', 'in')
    assert.match(await q.says(), /^Not yet\. Begin at the door\./)
  })

  it('a moved line is announced, and its button keeps the focus', async () => {
    const { q, page } = await question('visit-in-order')
    const [first] = await q.places()
    const down = q.row(first).locator('[data-move=down]')
    assert.equal(await q.form.locator('.moves').innerText(), '')
    await down.focus()
    await page.keyboard.press('Enter')
    assert.equal((await q.places())[1], first)
    const text = await q.row(first).locator('.text').innerText()
    assert.equal(await q.form.locator('.moves[role=status]').innerText(), `${text}: place 2 of 4`)
    assert.ok(await hasFocus(down))
    await q.row(first).locator('[data-move=up]').focus()
    await page.keyboard.press('Space')
    assert.equal((await q.places())[0], first)
    assert.ok(await hasFocus(q.row(first).locator('[data-move=up]')))
  })

  it('the ends of the list go one way only', async () => {
    const { q } = await question('visit-in-order')
    const before = await q.places()
    assert.equal(await q.row(before[0]).locator('[data-move=up]').getAttribute('aria-disabled'), 'true')
    assert.equal(await q.row(before[3]).locator('[data-move=down]').getAttribute('aria-disabled'), 'true')
    await q.move(before[0], 'up')
    assert.deepEqual(await q.places(), before)
  })

  it('a move after the check takes the verdict back; trying again leaves the lines where they are', async () => {
    const { q } = await question('visit-in-order')
    await q.order('in', 'eat', 'order', 'pay')
    await q.button.click()
    assert.equal(await q.says(), '')
    assert.deepEqual(await q.places(), ['in', 'eat', 'order', 'pay'])
    await q.button.click()
    await q.move('eat', 'down')
    assert.equal(await q.says(), '')
  })
})

describe('match', () => {
  it('right', async () => {
    const { q } = await question('who-meets-whom')
    await q.sort({ door: 'door', table: 'table' })
    assert.match(await q.says(), /^Right\. Just these two\./)
  })

  it('partly', async () => {
    const { q } = await question('who-meets-whom')
    await q.sort({ door: 'door', table: 'cook' })
    assert.match(await q.says(), /^Partly right\. 50 of 100 points\. Walk through the visit\./)
    assert.deepEqual(await q.marks(), ['door: Right', 'table: Not yet'])
  })

  it('wrong', async () => {
    const { q } = await question('who-meets-whom')
    await q.sort({ door: 'table', table: 'door' })
    assert.match(await q.says(), /^Not yet\. Walk through the visit\./)
  })

  it('asks for a choice in each row', async () => {
    const { q } = await question('who-meets-whom')
    await q.sort({ door: 'door' })
    assert.equal(await q.says(), 'Give every row an answer first.')
  })
})

describe('classify', () => {
  it('right', async () => {
    const { q } = await question('contact-or-not')
    await q.sort({ greeting: 'met', bill: 'met', stock: 'unmet' })
    assert.equal(await q.says(), 'Right. All three. Read the passage that settles it')
  })

  it('partly: feedback for the member that went wrong', async () => {
    const { q } = await question('contact-or-not')
    await q.sort({ greeting: 'met', bill: 'met', stock: 'met' })
    assert.match(await q.says(), /^Partly right\. 67 of 100 points\. Ask what a guest meets\. The stock list: It stays in the office\. Read/)
  })

  it('wrong', async () => {
    const { q } = await question('contact-or-not')
    await q.sort({ greeting: 'unmet', bill: 'unmet', stock: 'met' })
    assert.match(await q.says(), /^Not yet\. /)
    assert.equal(await q.verdict.locator('em').count(), 3)
  })
})

describe('beside the answer', () => {
  it('the key is out of sight until an answer is checked, and again when trying again', async () => {
    const { q } = await question('porter')
    assert.equal(await q.key.isVisible(), false)
    await q.answer('b')
    assert.equal(await q.key.isVisible(), true)
    assert.equal(await q.key.getAttribute('open'), null)
    await q.key.locator('summary').click()
    assert.ok(await q.key.getByText('Both sides belong to it.').isVisible())
    await q.button.click()
    assert.equal(await q.key.isVisible(), false)
  })

  it('the hint opens', async () => {
    const { q } = await question('porter')
    assert.equal(await q.hint.getByText('Think of what can go wrong.').isVisible(), false)
    await q.hint.locator('summary').press('Enter')
    assert.ok(await q.hint.getByText('Think of what can go wrong.').isVisible())
  })

  it('the passage that settles it is one click away, and lit up', async () => {
    const { q, page } = await question('porter')
    await q.answer('b')
    const passage = page.locator('p', { hasText: 'Every contact is a chance to impress' })
    const ground = () => passage.evaluate((node) => getComputedStyle(node).backgroundColor)
    const before = await ground()
    await q.verdict.getByRole('link', { name: 'Read the passage' }).click()
    assert.match(page.url(), /#passage-porter$/)
    assert.equal(await passage.locator('#passage-porter').count(), 1)
    assert.notEqual(await ground(), before)
    assert.ok(await passage.evaluate((node) => node.getBoundingClientRect().top >= 0 && node.getBoundingClientRect().bottom <= window.innerHeight))
  })

  it('every question of the page names a passage or section that exists', async () => {
    const { page } = await question('porter')
    const targets = await page.locator('.key .passage-link').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    assert.equal(targets.length, 9)
    for (const target of targets) assert.equal(await page.locator(/** @type {string} */ (target)).count(), 1, String(target))
  })

  it('right, wrong and missed are told by words, not by colour alone', async () => {
    const { q } = await question('two-right')
    await q.answer('a')
    const partly = await q.form.ariaSnapshot()
    for (const words of ['Right', 'missed', 'Partly right']) assert.ok(partly.includes(words), words)
    await q.choose('c')
    await q.button.click()
    assert.ok((await q.form.ariaSnapshot()).includes('Not yet'))
    for (const id of ['a', 'b', 'c']) assert.match(await q.row(id).locator('.sign').innerText(), /[✓✗○]/)
  })

  it('nothing of it makes the browser complain', async () => {
    const { q, faults, page } = await question('porter')
    await q.answer('b')
    await new Question(page, 'visit-in-order').order('in', 'order', 'eat', 'pay')
    await new Question(page, 'contact-or-not').sort({ greeting: 'met', bill: 'met', stock: 'met' })
    assert.deepEqual(faults, [])
  })
})

describe('"Question this key"', () => {
  const permissions = ['clipboard-read', 'clipboard-write']

  it('appears with the verdict and copies id, revision and answer', async () => {
    const { q, page } = await question('porter', { permissions })
    assert.equal(await q.doubt.isVisible(), false)
    await q.answer('b')
    await q.doubt.getByRole('button', { name: 'Question this key' }).click()
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^porter · rev \d+ · \["b"\]$/)
    assert.equal(await q.doubt.getByRole('status').innerText(), "Copied: the question's id, its revision and your answer.")
    await q.button.click()
    await q.answer('c')
    assert.equal(await q.doubt.getByRole('status').innerText(), '')
  })

  it('shows the words to quote where nothing may be copied', async () => {
    const init = () => Object.defineProperty(navigator, 'clipboard', { value: undefined })
    const { q, faults } = await question('contacts-a-day', { init })
    await q.type('2,5')
    await q.doubt.getByRole('button').click()
    assert.match(await q.doubt.getByRole('status').innerText(), /^Quote this: contacts-a-day · rev \d+ · "2,5"$/)
    assert.deepEqual(faults, [])
  })

  it('leads to the address that the course has set', async () => {
    const { q } = await question('porter')
    await q.answer('b')
    assert.equal(await q.doubt.getByRole('link', { name: 'Report it' }).getAttribute('href'), 'mailto:editor@example.org')
  })
})
