import { useCallback, useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem.ts";

export interface Read<Value> {
  value: Value | undefined;
  problem: Problem | undefined;
  again: () => void;
}

/** What `read` gives, read when the view appears and when it is asked for again. */
export function useRead<Value>(read: () => Promise<Value>): Read<Value> {
  const [value, setValue] = useState<Value>();
  const [problem, setProblem] = useState<Problem>();
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is what asks again
  useEffect(() => {
    let gone = false;
    read().then(
      (found) => {
        if (gone) return;
        setValue(found);
        setProblem(undefined);
      },
      (error: unknown) => gone || setProblem(asProblem(error)),
    );
    return () => {
      gone = true;
    };
  }, [read, turn]);
  const again = useCallback(() => setTurn((last) => last + 1), []);
  return { value, problem, again };
}
