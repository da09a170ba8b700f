/** Hands a copy of what is kept to the reader: by the share sheet of a phone, else as a download. */

import { dayOf } from '../quiz/entry.js'
import { state } from './course.js'
import { collected, written } from './copy.js'

/** @param {string} course @returns {File} */
function copyOf(course) {
  const now = new Date()
  const text = written(course, collected(state), now)
  return new File([text], `${course}-${dayOf(now)}.json`, { type: 'application/json' })
}

/** Whether this device has a share sheet that takes such a file. */
export const canShare = () => navigator.canShare?.({ files: [new File(['{}'], 'copy.json', { type: 'application/json' })] }) ?? false

/** Where the share sheet fails, the copy is saved as a file; a reader may change their mind. @param {string} course @returns {Promise<boolean>} whether it was saved instead */
export async function share(course) {
  try {
    await navigator.share({ files: [copyOf(course)] })
  } catch (error) {
    if (/** @type {Error} */ (error).name === 'AbortError') return false
    download(course)
    return true
  }
  return false
}

/** @param {string} course */
export function download(course) {
  const file = copyOf(course)
  const address = URL.createObjectURL(file)
  Object.assign(document.createElement('a'), { href: address, download: file.name }).click()
  setTimeout(() => URL.revokeObjectURL(address), 60000)
}
