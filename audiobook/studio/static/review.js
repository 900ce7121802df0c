// What to look at when an album has been made, each with what to do about it.

import { ask } from './app.js';
import { capitalize, formatCount, formatTime, h, newTab, pill, quiet, replaceContent } from './dom.js';

// Longer albums are measured when somebody asks for it (seconds).
const QUICK_CHECK = 3600;
const SHOWN = 5;

const listSome = (texts, join = ', ') => texts.slice(0, SHOWN).join(join) + (texts.length > SHOWN ? ` and ${texts.length - SHOWN} more` : '');

export function drawReview(job, story) {
  if (job.state === 'failed') {
    return h('section.card.ended', { role: 'alert' }, h('h3', 'The album couldn’t be made'),
      h('p.problem', `${capitalize(job.message)}${/[.!?…]$/.test(job.message) ? '' : '.'}`));
  }
  if (job.state === 'cancelled') {
    return h('section.card.ended', h('p', job.message));
  }
  const isWhole = !job.missing.length;
  return h('section.card.ended',
    h('h3', !isWhole ? 'The album is made, but not whole' : job.is_changed ? 'The album is made' : 'The album was up to date'),
    h('p', `${formatTime(job.seconds)} to listen to. `, job.page && h('a', newTab(job.page), 'Open its page')),
    h('ul.gate', listPoints(job, story).map(([text, address, label]) => h('li', text, address && [' ', h('a', { href: address }, label)]))),
    drawCheck(job));
}

function listPoints(job, story) {
  const read = `#${story.id}/read`;
  const words = `#${story.id}/words`;
  return [
    job.missing.length > 0 && [`${formatCount(job.missing.length, 'line is', 'lines are')} missing: “${listSome(job.missing, '”, “')}”. Make the album again to try once more.`],
    job.unspoken.length > 0 && [`The voice has no sounds for ${listSome(job.unspoken)}.`, words, 'Say how it is pronounced'],
    job.misheard.length > 0 && [`${formatCount(job.misheard.length, 'line')} may sound wrong: “${listSome(job.misheard, '”, “')}”.`, read, 'Hear them'],
    job.unsure > 0 ? [`${formatCount(job.unsure, 'line has', 'lines have')} a speaker that is only a guess.`, read, 'Go through them'] : ['Every line has a speaker that is sure.'],
    job.guessed.length > 0 && [`${formatCount(job.guessed.length, 'name is', 'names are')} pronounced by guess: ${listSome(job.guessed)}.`, words, 'Hear them'],
    job.notes > 0 && [`${formatCount(job.notes, 'note')} by the author left out. To have them read, tick it below.`],
  ].filter(Boolean);
}

function drawCheck(job) {
  const place = h('div.check-result', { role: 'status' });
  const run = async () => {
    replaceContent(place, quiet('Measuring the sound files…'));
    const found = await ask('check');
    if (!found) return replaceContent(place);
    if (!found.problems.length) return replaceContent(place, h('p', `Loudness, silences and tags of ${formatCount(found.files, 'file')}: no problems found.`));
    replaceContent(place, h('p', `${formatCount(found.problems.length, 'problem')} with the sound files:`), h('ul.gate', found.problems.map(problem => h('li',
      `${problem.place}: ${problem.trouble}${problem.more ? ` (and in ${formatCount(problem.more, 'more file')})` : ''}. `, h('span.quiet', `${capitalize(problem.remedy)}.`)))));
  };
  if (job.seconds <= QUICK_CHECK) run();
  else replaceContent(place, pill('Check the sound files', run));
  return place;
}
