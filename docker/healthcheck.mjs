/** Exits with 0 when the process of this container answers; job workers have no port, and live while their process does. */
const { SLUICE_ROLE, PORT = '4000', INFERENCE_PORT = '4100' } = process.env;

const probes = {
  gateway: `http://127.0.0.1:${PORT}/healthz`,
  inference: `http://127.0.0.1:${INFERENCE_PORT}/v2/health/live`,
};
const url = SLUICE_ROLE === 'jobs' ? null : probes[SLUICE_ROLE ?? 'gateway'];

if (url) {
  try {
    const { ok, status } = await globalThis.fetch(url);
    if (!ok) throw new Error(`status ${status}`);
  } catch (error) {
    console.error(`${url} does not answer: ${error.message}`);
    process.exitCode = 1;
  }
}
