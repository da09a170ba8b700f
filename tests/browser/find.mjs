/**
 * Finds a Chromium: the one that Playwright has downloaded, else one of the system's; its headless shell, which opens pages in half the time;
 * and a Firefox of the system's. Run by itself it prints the path of Chromium, or of what it is told (`shell`, `firefox`), or exits 1.
 */

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const SHELL = ['chromium-headless-shell', 'chrome-headless-shell']
const FIREFOX = ['firefox-esr', 'firefox']

/** @returns {string | undefined} */
export const findBrowser = () => [chromium.executablePath(), ...places(CHROMIUM)].find(isProgram)

/** @returns {string | undefined} */
export const findShell = () => places(SHELL).find(isProgram)

/** @returns {string | undefined} */
export const findFirefox = () => places(FIREFOX).find(isProgram)

/** Where programs of these names may lie. @param {string[]} names */
function places(names) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = { shell: findShell, firefox: findFirefox }[process.argv[2]]?.() ?? (process.argv[2] ? undefined : findBrowser())
  if (path) console.log(path)
  process.exitCode = path ? 0 : 1
}
