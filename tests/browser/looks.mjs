/** What is wrong with a page as a reader sees it: what axe finds, what is wider than the window, what is too low for a finger. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** A page of which nothing is to be said. */
export const SOUND = { faults: [], axe: [], overflow: '', low: [] }
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong with a page as it stands, one line each. @param {import('./rig.mjs').Page} page @returns {Promise<string[]>} */
export async function faultsByAxe(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (window).axe.run()
    return violations.flatMap((/** @type {any} */ rule) => rule.nodes.map((/** @type {any} */ node) => `${rule.id}: ${node.target.join(' ')}: ${node.any[0]?.message ?? rule.help}`))
  })
}

/** What axe finds in light, and then in dark, as the reader's settings give it. @param {import('./rig.mjs').Page} page */
export async function faultsInBothSchemes(page) {
  const light = await faultsByAxe(page)
  await page.evaluate(() => document.documentElement.setAttribute('data-md-color-scheme', 'slate'))
  const dark = await faultsByAxe(page)
  return [...light.map((line) => `light: ${line}`), ...dark.map((line) => `dark: ${line}`)]
}

/** How far a page is wider than its window, and what sticks out. @param {import('./rig.mjs').Page} page */
export const overflow = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return ''
    const wide = [...document.body.querySelectorAll('*')].filter((node) => node.getBoundingClientRect().right > width + 1)
    return `${document.documentElement.scrollWidth} px: ${wide.slice(0, 3).map((node) => node.outerHTML.slice(0, 100)).join(' | ')}`
  })

/** The controls that are lower than a finger needs; those of questions, unless told. @param {import('./rig.mjs').Page} page @param {string} [controls] */
export const lowTargets = (page, controls = 'form.question :is(button, summary, select, input[type=text], .options label, .doubt a, .passage-link)') =>
  page.locator(controls).evaluateAll((nodes) =>
    nodes
      .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 44)
      .map((node) => `${node.closest('form')?.id}: ${node.outerHTML.slice(0, 80)}: ${node.getBoundingClientRect().height} px`),
  )
