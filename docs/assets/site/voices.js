/** The voices of the device's own: others would send the text to a server. */

/** @returns {SpeechSynthesisVoice[]} */
export const localVoices = () => ('speechSynthesis' in window ? speechSynthesis.getVoices().filter((voice) => voice.localService) : [])

/**
 * The voice for a language: the reader's own choice where it fits, for English then a British one.
 * @param {SpeechSynthesisVoice[]} voices @param {string} lang @returns {SpeechSynthesisVoice | undefined}
 */
export function voiceFor(voices, lang) {
  const fitting = voices.filter((voice) => voice.lang.slice(0, 2).toLowerCase() === lang.slice(0, 2).toLowerCase())
  return fitting.find((voice) => voice.default) ?? fitting.find((voice) => /gb/i.test(voice.lang)) ?? fitting[0]
}
