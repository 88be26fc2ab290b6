/** What ONNX Runtime complained about, without its source lines and paths of this machine. */
export function runtimeReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const bare = text
    .replace(/^.*\[ONNXRuntimeError\] : \d+ : [A-Z_]+ : /s, '')
    .replace(/^.*Status Message: /s, '')
    .replace(/^Load model from \S+ failed: ?/, '')
    .replace(/^(Exception during initialization: )?\/onnxruntime_src\S* [^[]*?[)>] (\[with [^\]]*\] )?/, '')
    .replace(/^\w+\.(cc|h):\d+ \S+ /, '')
    .trim();
  return (bare || text).split('\n', 1)[0]!.slice(0, 500);
}
