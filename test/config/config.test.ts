import { describe, expect, test } from '@jest/globals';
import { ConfigError, configReference, configToEnv, describeConfig, readConfig } from '../../src/config/config.js';

describe('reading the configuration', () => {
  test('every variable has a default or may be absent: Sluice starts with none set', () => {
    const config = readConfig({}, '/work');
    expect(config).toMatchObject({ PORT: 4000, HOST: '127.0.0.1', home: '/work/.sluice' });
    expect(config.artifactsUrl).toBe('file:///work/.sluice/artifacts');
    expect(config.publicUrl).toBe('http://127.0.0.1:4000');
  });

  test('an empty variable counts as absent', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ PORT: 4000 });
    expect(readConfig({ DATABASE_URL: '' }).DATABASE_URL).toBeUndefined();
  });

  test('all that is wrong is named at once', () => {
    const read = () => readConfig({ PORT: '70000', LOG_LEVEL: 'loud', SLUICE_ADMIN_TOKEN: 'short' });
    expect(read).toThrow(ConfigError);
    for (const name of ['PORT', 'LOG_LEVEL', 'SLUICE_ADMIN_TOKEN']) expect(read).toThrow(name);
  });

  test('the list of inference workers is split, without empty parts or closing slashes', () => {
    const { inferenceUrls } = readConfig({ INFERENCE_URLS: 'http://a:4100/, http://b:4100,' });
    expect(inferenceUrls).toEqual(['http://a:4100', 'http://b:4100']);
  });

  test('servers of others have a name, a protocol by their scheme, and a token where one is given', () => {
    const { inferenceServers } = readConfig({
      INFERENCE_SERVERS:
        'triton=grpc://triton:8001  kserve=https://models.example/spam/ vllm=openai+http://vllm:8000 far=openai+https://far/api/v1/',
      INFERENCE_SERVER_TOKENS: 'kserve=abc=',
    });
    expect(inferenceServers).toEqual([
      { name: 'triton', protocol: 'grpc', url: 'grpc://triton:8001' },
      { name: 'kserve', protocol: 'http', url: 'https://models.example/spam', token: 'abc=' },
      { name: 'vllm', protocol: 'openai', url: 'http://vllm:8000/v1' },
      { name: 'far', protocol: 'openai', url: 'https://far/api/v1' },
    ]);
  });

  test.each([
    ['http://triton:8000', 'no name of a server'],
    ['a=http://x:1 a=http://y:1', '"a" is there twice'],
    ['a=ftp://x:1', 'http://, https://, grpc://'],
    ['a=nonsense', 'http://, https://, grpc://'],
    ['a=http://me:secret@x:1', 'INFERENCE_SERVER_TOKENS'],
    ['a=grpc://x', 'grpc://host:port'],
    ['a=grpc://x:1/path', 'grpc://host:port'],
  ])('the server %s is refused with a sentence', (INFERENCE_SERVERS, sentence) => {
    expect(() => readConfig({ INFERENCE_SERVERS })).toThrow(sentence);
  });

  test('a token of no server is refused, and not shown', () => {
    const read = () => readConfig({ INFERENCE_SERVERS: 'a=http://x:1', INFERENCE_SERVER_TOKENS: 'b=hidden' });
    expect(read).toThrow('INFERENCE_SERVERS names no server "b"');
    expect(read).not.toThrow('hidden');
  });

  test('nobody changes it afterwards', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });
});

test('a process that is started with it as environment reads the same again', () => {
  const config = readConfig({ PORT: '4321', DATABASE_URL: 'postgres://db/sluice', INFERENCE_URLS: 'http://a:1' }, '/x');
  expect(readConfig(configToEnv(config), '/elsewhere')).toEqual({ ...config, ...readConfig(configToEnv(config)) });
  expect(readConfig(configToEnv(config), '/elsewhere').home).toBe('/x/.sluice');
});

test('secrets never reach a log line', () => {
  const secrets = {
    SLUICE_ADMIN_TOKEN: 'sluice_very-secret-admin',
    INFERENCE_TOKEN: 'very-secret-inference',
    S3_ACCESS_KEY_ID: 'very-secret-key',
    S3_SECRET_ACCESS_KEY: 'very-secret-access',
    DATABASE_URL: 'postgres://sluice:very-secret-password@db/sluice',
  };
  const line = JSON.stringify(describeConfig(readConfig(secrets)));
  expect(line).not.toContain('very-secret');
  expect(line).toContain('postgres://sluice:(hidden)@db/sluice');
});

test('every variable says what it means', () => {
  expect(configReference().filter(({ meaning }) => meaning.length < 10)).toEqual([]);
});
