/** What html-validate holds our pages to: all its recommended rules. */

/** @type {import('html-validate').ConfigData} */
export const rules = {
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    'valid-id': ['error', { relaxed: true }], // the theme's begin with underscores, a notebook's with digits
    'doctype-style': 'off', // the theme writes it in small letters, which is as good
    'no-trailing-whitespace': 'off', // the theme's templates leave spaces where their conditions stood; no reader sees them
    'void-style': 'off', // Python-Markdown writes <hr />, which browsers read as <hr>
    'form-dup-name': ['error', { shared: ['radio', 'checkbox'] }], // options of one question are one field
    'prefer-native-element': ['error', { exclude: ['region'] }], // a scrolling box is a region so that keys can reach it, and no section
  },
}

/**
 * What is the theme's own markup and nobody's to mend here: rule, where, why. One that no page needs any more makes the test fail.
 * @type {[string, RegExp, string][]}
 */
export const exceptions = [
  ['valid-autocomplete', /^#__(drawer|search)$/, 'the switches for drawer and search are check boxes that say autocomplete="off"'],
  ['unique-landmark', / > nav$/, "the theme's lists of pages nest a nav in a nav, each named by its heading"],
]
