"""How programs here race with our benches (`testkit::peer`): one says `ready` once it is warm; for each line N on its standard
input it does its work N times, and answers with seconds by the clock and CPU seconds.
"""

import sys
import time


def race(work):
    work()
    print("ready", flush=True)
    for line in sys.stdin:
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(int(line)):
            work()
        print(time.perf_counter() - wall, time.process_time() - cpu, flush=True)
