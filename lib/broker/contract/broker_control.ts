/** What a scenario does to the brokers of a cluster. */
export interface BrokerControl {
  kill(brokerId: number): Promise<void>;
  revive(brokerId: number): Promise<void>;
  moveLeader(
    partition: { readonly topic: string; readonly partition: number },
    brokerId: number,
  ): Promise<void>;
  holdReplication(): Promise<AsyncDisposable>;
}

/** Control of a cluster that another process keeps, at `host:port`. */
export function remoteControl(address: string): BrokerControl {
  const ask = async (asked: Readonly<Record<string, unknown>>): Promise<number> => {
    const response = await fetch(`http://${address}/`, {
      method: "POST",
      body: JSON.stringify(asked),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return Number(text);
  };
  return {
    kill: async (brokerId) => void await ask({ what: "kill", brokerId }),
    revive: async (brokerId) => void await ask({ what: "revive", brokerId }),
    moveLeader: async (partition, brokerId) =>
      void await ask({ what: "moveLeader", partition, brokerId }),
    async holdReplication() {
      const hold = await ask({ what: "hold" });
      return { [Symbol.asyncDispose]: async () => void await ask({ what: "release", hold }) };
    },
  };
}
