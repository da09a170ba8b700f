/**
 * Finds a Chromium: the one that Playwright has downloaded, else one of the system's; and a Firefox of the system's.
 * Run by itself it prints the path of Chromium, or of Firefox if told `firefox`, or exits 1.
 */

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const FIREFOX = ['firefox-esr', 'firefox']

/** @returns {string | undefined} */
export const findBrowser = () => [chromium.executablePath(), ...places(CHROMIUM)].find(isProgram)

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
  const path = process.argv[2] === 'firefox' ? findFirefox() : findBrowser()
  if (path) console.log(path)
  process.exitCode = path ? 0 : 1
}
