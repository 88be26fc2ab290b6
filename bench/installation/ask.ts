interface Answer<T> {
  data?: T | null;
  errors?: { message: string }[];
}

/** Runs one operation. @throws when any part of it fails */
export async function ask<T>(
  { url, token }: { url: string; token: string },
  query: string,
  variables: Record<string, unknown> = {},
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as Answer<T>;
  if (errors || !data) throw new Error(errors?.map(({ message }) => message).join(' ') ?? 'There was no answer.');
  return data;
}
