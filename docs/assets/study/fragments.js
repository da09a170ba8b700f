/** Fetches questions: one fragment a lesson, with every question of it, held-back ones too. */

import { root } from './course.js'

/** @type {Map<string, Promise<{page: Document, base: URL}>>} */
const fetched = new Map()

/** @param {import('./progress.js').Lesson} lesson */
function fragmentOf(lesson) {
  const base = new URL(lesson.fragment, root)
  const found = fetched.get(base.href) ?? load(base)
  fetched.set(base.href, found)
  found.catch(() => fetched.delete(base.href))
  return found
}

/** @param {URL} base */
async function load(base) {
  const answer = await fetch(base)
  if (!answer.ok) throw new Error(`${base.pathname}: ${answer.status}`)
  return { page: new DOMParser().parseFromString(await answer.text(), 'text/html'), base }
}

/**
 * @param {import('./progress.js').Lesson} lesson @param {string} question @returns {Promise<HTMLFormElement>} the question's form, not yet
 * in the page, its links made absolute, and code that may be wider than its box within reach of the keyboard
 */
export async function formOf(lesson, question) {
  const { page, base } = await fragmentOf(lesson)
  const found = page.getElementById(`q-${question}`)
  if (!found) throw new Error(`${base.pathname} has no ${question}`)
  const form = /** @type {HTMLFormElement} */ (document.importNode(found, true))
  for (const name of /** @type {const} */ (['href', 'src'])) {
    for (const node of form.querySelectorAll(`[${name}]`)) node.setAttribute(name, new URL(node.getAttribute(name) ?? '', base).href)
  }
  for (const code of form.querySelectorAll('pre > code')) code.setAttribute('tabindex', '0')
  return form
}
