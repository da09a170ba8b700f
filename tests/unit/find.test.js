/** What the search finds, in which order, and what it shows of it; and which address a lost reader meant. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import MiniSearch from 'minisearch'
import { finder, fold, form, marked, snippet } from '../../docs/assets/search/find.js'
import { nearest } from '../../docs/assets/site/nearest.js'

const read = (/** @type {string} */ path) => readFileSync(new URL(path, import.meta.url), 'utf8')
const index = JSON.parse(read('search.json'))
const find = await finder(MiniSearch, index)

/** The addresses of what is found. @param {string} query */
const urls = (query) => find(query).hits.map(({ entry }) => entry.url)

describe('a term is found', () => {
  for (const query of ['sanningens ögonblick', 'sanningens ogonblick', 'sannhetens øyeblikk', 'sandhedens øjeblik', 'SANDHEDENS OJEBLIK', 'moment of truth', 'the moments of truth', 'momen'])
    it(`by "${query}", before anything else`, () => {
      assert.equal(urls(query)[0], 'glossary/#moment-of-truth')
      assert.equal(find(query).near, false)
    })

  it('with all its names and the lesson that introduces it', () => {
    const [{ entry }] = find('øjeblik').hits
    assert.deepEqual(entry.names, index.terms[0].names)
    assert.equal(entry.home?.url, 'part/moments/')
  })
})

describe('a section is found', () => {
  it('by a word in its text', () => assert.deepEqual(urls('porter'), ['part/moments/#two-sides']))
  it('by a word without its mark', () => assert.deepEqual(urls('cafe'), ['part/moments/']))
  it('by words that stand in its heading and its text', () => assert.deepEqual(urls('equipment machines'), ['part/contacts/#equipment']))
  it('by its heading rather than by its text', () => assert.deepEqual(urls('contact').slice(0, 2).sort(), ['part/contacts/', 'part/moments/#two-sides']))
  it('only where it has every word', () => assert.deepEqual(urls('harbour view'), ['part/moments/']))
})

describe('where nothing has all the words', () => {
  it('a misspelling comes near', () => {
    assert.equal(urls('momnet of truth')[0], 'glossary/#moment-of-truth')
    assert.equal(urls('eqipment')[0], 'part/contacts/#equipment')
    assert.equal(find('eqipment').near, true)
  })
  it('some of the words do', () => assert.deepEqual([...new Set(urls('porter blueprint'))].sort(), ['exercises/blueprint/', 'part/moments/#two-sides']))
  it('nothing is nothing', () => assert.deepEqual(find('quarterly zebra'), { hits: [], near: false }))
  it('fillers and marks alone are nothing', () => assert.deepEqual(['the of', '', '?! "'].flatMap(urls), []))
})

describe('words', () => {
  it('are folded', () => assert.equal(fold('Sandhedens ØJEBLIK, Ærø, Lågvall, Straße'), 'sandhedens ojeblik, aero, lagvall, strasse'))
  it('lose the s of a plural and no other', () => assert.deepEqual(['Contacts', 'gas', 'process', 'bus'].map(form), ['contact', 'gas', 'process', 'bus']))
})

describe('what is shown', () => {
  const words = new Set(['risk', 'ogonblick'])
  const shown = (/** @type {import('../../docs/assets/search/find.js').Part[]} */ parts) => parts.map(({ text, marked }) => (marked ? `[${text}]` : text)).join('')

  it('has the words marked as they stand', () => assert.equal(shown(marked('Risks, a sanningens ögonblick.', words)), '[Risks], a sanningens [ögonblick].'))
  it('is text as it was', () => assert.equal(marked('No <b>risk</b> & more', words).map(({ text }) => text).join(''), 'No <b>risk</b> & more'))
  it('is what stands around the first of them', () => {
    const text = shown(snippet(index.sections[1][3], words))
    assert.match(text, /^… from customers is a poor way to reduce \[risk\], since .* …$/)
    assert.ok(text.split(' ').length <= 35)
  })
  it('is the beginning where only the heading has them', () => assert.match(shown(snippet(index.sections[0][3], new Set(['zebra']))), /^Every contact .* a view\.$/))
})

describe('the address that a lost reader meant', () => {
  const pages = ['/', '/glossary/', '/part/moments-of-truth/', '/part/contacts-on-site/', '/exercises/blueprint/']
  const meant = (/** @type {string} */ lost) => pages[nearest(lost, pages)]

  it('is the one misspelt', () => assert.equal(meant('/part/moment-of-thruth'), '/part/moments-of-truth/'))
  it('is the page that moved', () => assert.equal(meant('/old/place/contacts-on-site.html'), '/part/contacts-on-site/'))
  it('is found from any depth', () => assert.equal(meant('/a/b/c/d/glosary/'), '/glossary/'))
  it('is none where nothing is like it', () => assert.equal(meant('/wp-login.php'), undefined))
  it('may hold what cannot be decoded', () => assert.equal(meant('/100%/glossary'), '/glossary/'))
})

describe('the copy of MiniSearch', () => {
  for (const [copy, original] of [['minisearch.js', 'dist/es/index.js'], ['minisearch.LICENSE.txt', 'LICENSE.txt']])
    it(`${copy} is that of the package, byte for byte. To renew it: cp node_modules/minisearch/${original} ../docs/assets/vendor/${copy}`, () =>
      assert.equal(read(`../../docs/assets/vendor/${copy}`), read(`../node_modules/minisearch/${original}`)))
})
