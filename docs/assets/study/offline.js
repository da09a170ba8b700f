/** The page on reading offline: what is on the device, keeping the whole course there, giving the space back, installing the app. */

import { ask } from '../site/ask.js'
import { element, root, wordsOf } from './course.js'

/**
 * @typedef {[path: string, entry: [digest: string, bytes: number]]} File
 * @typedef {{kept: string[], shell: string[], whole: boolean, files: Record<string, [string, number]> | null, moved: boolean}} Stock
 */

const LANES = 4
const LOST = 3 // files that do not come before the connection counts as lost
const box = /** @type {HTMLElement} */ (document.querySelector('[data-tool=offline]'))
const lessons = /** @type {HTMLElement} */ (document.querySelector('[data-kept]'))
const say = wordsOf(box)

const parts = {
  totals: element('p', { class: 'totals', tabindex: '-1' }, say('getting-ready')),
  main: element('button', { type: 'button', hidden: '' }),
  remove: element('button', { type: 'button', class: 'quiet', hidden: '' }, say('remove')),
  install: element('button', { type: 'button', class: 'quiet', hidden: '' }, say('install')),
  progress: element('progress', { 'aria-label': say('progress'), hidden: '' }),
  status: element('p', { role: 'status' }),
}

/** What the main button does now. @type {() => unknown} */
let act = () => {}

/** What it takes is rounded up, what is here is rounded down. @param {number} bytes @param {(value: number) => number} [round] */
const megabytes = (bytes, round = Math.ceil) => (round(bytes / 1e5) / 10).toLocaleString(document.documentElement.lang || 'en-GB', { minimumFractionDigits: 1 })

/** @param {File[]} files */
const weight = (files) => files.reduce((sum, [, [, bytes]]) => sum + bytes, 0)

/** Show what is kept, and say what has happened. @param {string} [note] */
async function show(note = '') {
  /** @type {Stock} */
  const stock = await ask('stock')
  const kept = new Set(stock.kept)
  const files = Object.entries(stock.files ?? {})
  const missing = files.filter(([path]) => !kept.has(path))
  const held = [parts.main, parts.remove].find((button) => button === document.activeElement)
  parts.totals.textContent = totals(stock, files, missing, mark(kept))
  parts.main.hidden = stock.whole || missing.length === 0
  parts.main.textContent = say(kept.size > stock.shell.length ? 'keep-rest' : 'keep', { size: megabytes(weight(missing)) })
  parts.remove.hidden = stock.kept.every((path) => stock.shell.includes(path))
  parts.status.textContent = stock.moved ? '' : note
  act = () => keep(missing)
  if (stock.moved) void navigator.serviceWorker.ready.then((registration) => registration.update())
  if (held?.hidden) parts.totals.focus()
}

/** Say of each lesson whether it is here, and return how many are. @param {Set<string>} kept */
function mark(kept) {
  const links = [...lessons.querySelectorAll('a')]
  const here = links.filter((link) => kept.has(link.href.slice(root.href.length)))
  for (const link of links) {
    const item = /** @type {HTMLElement} */ (link.closest('li'))
    item.dataset.here = String(here.includes(link))
    item.querySelector('span')?.replaceChildren(say(here.includes(link) ? 'here' : 'away'))
  }
  lessons.hidden = false
  return { here: here.length, all: links.length }
}

/** @param {Stock} stock @param {File[]} files @param {File[]} missing @param {{here: number, all: number}} count */
function totals(stock, files, missing, count) {
  if (stock.whole) return say('whole', { size: megabytes(weight(files)) })
  const some = say('some', count)
  if (stock.moved) return `${some} ${say('moved')}`
  return stock.files ? `${some} ${say('size', { size: megabytes(weight(files)), here: megabytes(weight(files) - weight(missing), Math.floor) })}` : `${some} ${say('unknown')}`
}

/** Fetch what is missing until all is there or the reader stops it. @param {File[]} missing */
async function keep(missing) {
  void navigator.storage?.persist?.()
  let stopped = false
  let done = 0
  act = () => (stopped = true)
  parts.main.textContent = say('stop')
  parts.remove.hidden = true
  parts.progress.max = weight(missing)
  const step = (/** @type {number} */ bytes) => {
    done += bytes
    parts.progress.value = done
    parts.totals.textContent = say('coming', { here: megabytes(done, Math.floor), size: megabytes(parts.progress.max) })
  }
  step(0)
  parts.progress.hidden = false
  const { failed, reason } = await fetchAll(missing, step, () => stopped)
  parts.progress.hidden = true
  if (!stopped && !reason && !failed.length) await ask('seal')
  await show(stopped ? say('stopped') : reason ? say(reason) : failed.length ? say('failed', { files: failed.join(', ') }) : say('done'))
}

/**
 * Let the worker keep files, some at a time; one that fails does not stop the others.
 * @param {File[]} files @param {(bytes: number) => void} step @param {() => boolean} stopped
 * @returns {Promise<{failed: string[], reason: string}>} what has failed, and why the rest was not tried
 */
async function fetchAll(files, step, stopped) {
  /** @type {string[]} */
  const failed = []
  let [lost, reason] = [0, '']
  const queue = files.values()
  const lane = async () => {
    for (const [path, [digest, bytes]] of queue) {
      if (stopped() || reason) return
      const there = await ask('keep', path, digest).catch((error) => {
        if (error.message === 'QuotaExceededError') reason = 'full'
        else if (++lost === LOST) reason = 'lost'
      })
      if (there) step(bytes)
      else failed.push(path)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return { failed, reason }
}

async function remove() {
  await ask('drop')
  await show(say('removed'))
}

/** Offer the browser's own way to install an app, where it has one. @param {Event} event */
function offerInstalling(event) {
  event.preventDefault()
  parts.install.hidden = false
  parts.install.onclick = () => /** @type {any} */ (event).prompt()
}

if (!document.querySelector('[data-worker]')) box.replaceChildren(element('p', {}, say('off')))
else if (!navigator.serviceWorker) box.replaceChildren(element('p', {}, say('cannot')))
else {
  window.addEventListener('beforeinstallprompt', offerInstalling)
  window.addEventListener('appinstalled', () => (parts.install.hidden = true))
  parts.main.addEventListener('click', () => void act())
  parts.remove.addEventListener('click', () => void remove())
  const choices = element('p', { class: 'choices' }, parts.main, parts.remove, parts.install)
  box.replaceChildren(parts.totals, parts.progress, choices, parts.status)
  void show()
}
