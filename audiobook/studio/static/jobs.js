// The queue of albums, which lives in the server.

import { get, on, post } from './api.js';
import { attempt } from './app.js';
import { formatCount, formatShare, formatTime, h, newTab, pill, replaceContent } from './dom.js';

export const isRunning = job => ['waiting', 'working'].includes(job.state);

export const isOpen = job => isRunning(job) || job.state === 'interrupted';

// Calls `show` with all jobs, now and whenever one changes. Returns how to end that.
export function watchJobs(show) {
  const jobs = new Map();
  let isOver = false;
  const tell = () => {
    if (isOver) return;
    const sorted = [...jobs.values()].sort((one, other) => one.id - other.id);
    sorted.filter(isRunning).forEach((job, index) => { job.before = index; });
    show(sorted);
  };
  const leave = on('job', job => {
    jobs.set(job.id, job);
    tell();
  });
  // What came by itself meanwhile is newer than this answer.
  const load = async () => {
    const before = new Map(jobs);
    const found = await attempt(() => get('jobs'));
    if (!found) return;
    // A server started again has none of those before.
    for (const id of jobs.keys()) if (!found.some(job => job.id === id)) jobs.delete(id);
    found.forEach(job => { if (jobs.get(job.id) === before.get(job.id)) jobs.set(job.id, job); });
    tell();
  };
  load();
  addEventListener('focus', load);
  const leaveConnection = on('connected', load);
  return () => {
    isOver = true;
    leave();
    leaveConnection();
    removeEventListener('focus', load);
  };
}

function describe(job) {
  if (job.state === 'waiting') return job.before ? `Waiting for ${formatCount(job.before, 'other album')}.` : 'About to begin.';
  if (job.message) return job.message;
  if (!job.chapters && !job.lines) return 'Reading the story and choosing voices…';
  return [
    `${job.finished} of ${formatCount(job.chapters, 'chapter')}`,
    job.lines > 0 && `${job.spoken.toLocaleString('en')} of ${formatCount(job.lines, 'line')}`,
    job.speed >= 0.1 && `${Number(job.speed.toPrecision(2))} times as fast as it plays`,
    job.left !== null && job.left >= 1 && `about ${formatTime(job.left)} left`,
  ].filter(Boolean).join(' · ');
}

// Only what changes is drawn anew, so the button keeps the focus.
export function drawOpenJob() {
  const title = h('h3');
  const facts = h('p.quiet.facts');
  const bar = h('progress', { max: 1 });
  let number = 0;
  const ask = what => attempt(() => post(`jobs/${number}/${what}`));
  const resume = pill('Go on', () => ask('resume'), { class: 'pill main' });
  const stop = pill('', () => ask('cancel'));
  const live = h('a', newTab(''), 'Listen now');
  const element = h('section.card.job', h('div', title, bar, facts), resume, stop);
  return {
    element,
    update: job => {
      number = job.id;
      const isInterrupted = job.state === 'interrupted';
      bar.hidden = isInterrupted;
      resume.hidden = !isInterrupted;
      const share = job.lines ? (0.9 * job.spoken) / job.lines + (0.1 * job.finished) / (job.chapters || 1) : 0;
      replaceContent(title, `${{ interrupted: 'Interrupted:', waiting: 'Next:' }[job.state] ?? 'Making'} ${job.title}`);
      live.href = job.page;
      replaceContent(facts, describe(job), job.page && [' · ', live]);
      replaceContent(stop, isInterrupted ? 'Remove' : 'Stop');
      if (job.state === 'working' && !job.lines) bar.removeAttribute('value');
      else bar.value = share;
      bar.ariaLabel = `${job.title}, ${formatShare(share)} made`;
      stop.ariaLabel = `${stop.textContent} ${job.title}`;
      stop.disabled = job.state === 'working' && Boolean(job.message);
    },
  };
}
