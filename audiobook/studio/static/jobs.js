// The queue of albums that are being made: it lives in the server, so a reload finds it again.

import { get, on, post } from './api.js';
import { formatCount, formatTime, h, pill, replaceContent } from './dom.js';

export const isRunning = job => job.state === 'waiting' || job.state === 'working';

// Calls `show` with all jobs, now and whenever one of them changes. Returns how to end that.
export function watchJobs(show, attempt) {
  const jobs = new Map();
  let isOver = false;
  const tell = () => { if (!isOver) show([...jobs.values()].sort((one, other) => one.id - other.id)); };
  const leave = on('job', job => {
    jobs.set(job.id, job);
    tell();
  });
  // What came by itself meanwhile is newer than this answer.
  const load = async () => {
    const found = await attempt(() => get('jobs'));
    // A server that was started again has none of those before.
    for (const id of jobs.keys()) if (found && !found.some(job => job.id === id)) jobs.delete(id);
    found?.forEach(job => { if (!jobs.has(job.id) || !isRunning(job)) jobs.set(job.id, job); });
    if (found) tell();
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

function describe(job, before) {
  if (job.state === 'waiting') return before ? `Waiting for ${formatCount(before, 'other album')}.` : 'About to begin.';
  if (job.message) return job.message;
  if (!job.chapters && !job.lines) return 'Reading the story and choosing voices…';
  return [
    `${job.finished} of ${formatCount(job.chapters, 'chapter')}`,
    job.lines > 0 && `${job.spoken.toLocaleString('en')} of ${formatCount(job.lines, 'line')}`,
    job.speed >= 0.1 && `${job.speed < 10 ? job.speed.toFixed(1) : Math.round(job.speed)} times as fast as it plays`,
    job.left !== null && job.left >= 1 && `about ${formatTime(job.left)} left`,
  ].filter(Boolean).join(' · ');
}

// A job that goes on, and a button that stops it. Only what changes is drawn anew, so the button keeps the focus.
export function drawRunningJob(attempt) {
  const title = h('h3', {});
  const facts = h('p', { class: 'quiet facts' });
  const bar = h('progress', { max: 1 });
  let number = 0;
  const stop = pill('Stop', () => attempt(() => post(`jobs/${number}/cancel`)));
  const element = h('section', { class: 'card job' }, h('div', {}, title, bar, facts), stop);
  return {
    element,
    update: (job, before) => {
      number = job.id;
      const share = job.lines ? (0.9 * job.spoken) / job.lines + (0.1 * job.finished) / (job.chapters || 1) : 0;
      replaceContent(title, job.state === 'waiting' ? `Next: ${job.title}` : `Making ${job.title}`);
      replaceContent(facts, describe(job, before));
      if (job.state === 'working' && !job.lines) bar.removeAttribute('value');
      else bar.value = share;
      bar.setAttribute('aria-label', `${job.title}, ${Math.round(100 * share)} percent made`);
      stop.setAttribute('aria-label', `Stop making ${job.title}`);
      stop.disabled = job.state === 'working' && Boolean(job.message);
    },
  };
}
