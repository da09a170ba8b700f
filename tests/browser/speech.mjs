/** A voice for a browser that has none: what is said is noted, and a sentence ends when the test says so, or at once. */

/** @typedef {{text: string, lang: string, rate: number, voice: {name: string} | null, onend?: () => void, onerror?: () => void}} Utterance */

export const BRITISH = { name: 'Own', lang: 'en-GB', localService: true, default: false }
export const SWEDISH = { name: 'Egen', lang: 'sv_SE', localService: true, default: false }
export const REMOTE = { name: 'Cloud', lang: 'en-US', localService: false, default: true }

/** In the page: give it voices. @param {{voices: object[], atOnce?: boolean}} how */
export function speech({ voices, atOnce }) {
  const said = /** @type {Utterance[]} */ ([])
  /** @type {Utterance | null} */
  let current = null
  const end = (/** @type {'onend' | 'onerror'} */ how) => {
    const ended = current
    current = null
    ended?.[how]?.()
  }
  const engine = Object.assign(new EventTarget(), {
    getVoices: () => voices,
    speak: (/** @type {Utterance} */ utterance) => {
      said.push(utterance)
      current = utterance
      if (atOnce) queueMicrotask(() => current === utterance && end('onend'))
    },
    cancel: () => end('onerror'),
  })
  Object.defineProperty(engine, 'speaking', { get: () => current !== null })
  Object.defineProperty(window, 'speechSynthesis', { value: engine })
  Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: class { constructor(/** @type {string} */ text) { Object.assign(this, { text }) } } })
  Object.assign(window, { said, finish: () => end('onend'), voices })
}
