/** The mood of the news about a stock. */

const HALF_LIFE = 6 * 3_600_000;

/**
 * Mean of the scores, each weighed by its magnitude and by its age with a half-life of six hours before the newest item; from -1
 * to 1. {score, items, newest}; score is null without news or where every magnitude is 0.
 */
export function sentiment(facts) {
  const news = facts.filter(({ type }) => type === 'news_sentiment');
  const newest = news.length ? Math.max(...news.map(({ time }) => time)) : null;
  let weighed = 0;
  let weights = 0;
  for (const { time, score, magnitude } of news) {
    const weight = magnitude * 2 ** ((time - newest) / HALF_LIFE);
    weighed += weight * score;
    weights += weight;
  }
  return { score: weights > 0 ? weighed / weights : null, items: news.length, newest };
}

export function mood(score) {
  if (score === null) return 'no news';
  if (Math.abs(score) < 0.1) return 'neutral';
  const word = score > 0 ? 'positive' : 'negative';
  return Math.abs(score) >= 0.5 ? 'very ' + word : word;
}

/** Where the needle of a half-circle gauge ends: -1 is left, 1 is right. */
export function needle(score, cx, cy, radius) {
  const angle = Math.PI * (1 - (Math.max(-1, Math.min(1, score ?? 0)) + 1) / 2);
  const round = (n) => Math.round(n * 10) / 10;
  return { x: round(cx + radius * Math.cos(angle)), y: round(cy - radius * Math.sin(angle)) };
}
