/** The reader's own pages in all their states, as they look: for axe, on a narrow screen, for a finger. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PART, SOME, blocked, copyFile, devices, entry, give, handIn, kept, press, q, said, sit, takeOver } from './device.mjs'
import { SOUND, faultsInBothSchemes, lowTargets, overflow } from './looks.mjs'

/** @typedef {import('./rig.mjs').Page} Page @typedef {import('./rig.mjs').How} How */

const device = devices()

describe('every state of these pages leaves nothing to axe in light and dark, fits into 320 px, and has targets of 44 px', () => {
  const CERTAIN = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`q:old-${index}`, entry([1, index % 3 > 0, 'sure'])]))
  const FULL = kept({ ...SOME, ...CERTAIN, 'q:kitchen': entry([2, true]) })

  /** @type {Record<string, {path: string, kept?: Record<string, string>, how?: How, to?: (page: Page) => Promise<unknown>}>} */
  const states = {
    'progress, empty': { path: 'study/' },
    'progress with answers': { path: 'study/', kept: FULL },
    'progress without storage': { path: 'study/', how: { init: blocked } },
    'review, nothing due': { path: 'study/review/' },
    'review, due, with certainty': { path: 'study/review/', kept: FULL },
    'review, asking': { path: 'study/review/', kept: FULL, to: (page) => press(page, /Begin a round/) },
    'review, answered': { path: 'study/review/', kept: kept({ 'q:porter': entry([1, true]), 'q:guests': entry([2, true]) }), to: reviewed },
    'review, done': { path: 'study/review/', kept: kept({ 'q:porter': entry([1, true]) }), to: async (page) => { await reviewed(page); await press(page, /Finish/) } },
    'a test, offered': { path: PART },
    'a test, asking, with answers missing': { path: PART, to: async (page) => { await sit(page); await give(page, 'held-match', { door: 'cook' }); await press(page, /Hand in/) } },
    'a test, reported': { path: PART, to: reported },
    'a test, offered again': { path: 'tests/final/', to: async (page) => { await reported(page); await press(page, /Back to/) } },
    'a look-ahead, reported': { path: 'tests/look-ahead/', to: reported },
    'a record, empty': { path: 'study/record/' },
    'a record with a test': { path: 'tests/final/', kept: FULL, to: async (page) => { await reported(page); await page.goto(new URL('/study/record/', page.url()).href) } },
    'data, empty': { path: 'study/data/' },
    'data after taking over a copy': { path: 'study/data/', kept: FULL, to: async (page) => { await said(page, /Kept on/); await takeOver(page, copyFile('sound')); await said(page, /Taken over/) } },
    'data after taking all away': { path: 'study/data/', kept: FULL, to: async (page) => { await said(page, /Kept on/); for (let count = 0; count < 2; count++) await press(page, /Take away all/); await said(page, /taken away:/) } },
    'a lesson that asks for certainty': { path: 'a/later/', kept: kept({ 'set:certainty': 'true' }), to: (page) => page.locator('.certainty').first().waitFor() },
    'a lesson finished on an iPhone': { path: 'a/later/', how: { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Safari/604.1' }, to: async (page) => { await q(page, 'kitchen').answer('b'); await page.locator('.keepsake').waitFor() } },
  }

  /** @param {Page} page */
  async function reviewed(page) {
    await press(page, /Begin a round/)
    await page.getByLabel('A guess').check()
    await q(page, 'porter').answer('b')
  }

  /** @param {Page} page */
  async function reported(page) {
    await sit(page)
    await handIn(page)
    await page.locator('form.question').first().waitFor()
  }

  const CONTROLS = ':is(.tool, form.question) :is(button, summary, select, input[type=text], label:has(input), label.button, .to-read a), .rooms a'

  for (const [name, { path, kept, how, to }] of Object.entries(states)) {
    it(name, async () => {
      const { open } = await device({ ...how, ...(kept && { kept }) })
      const { page, faults } = await open(path)
      if (path !== 'a/later/') await said(page)
      await to?.(page)
      const axe = await faultsInBothSchemes(page)
      await page.setViewportSize({ width: 320, height: 640 })
      assert.deepEqual({ faults, axe, overflow: await overflow(page), low: await lowTargets(page, CONTROLS) }, SOUND)
    })
  }
})
