# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks share: starting Headroom, reading its page, and the CPU time and memory of a process tree."""

import contextlib
import glob
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LAUNCHER = os.path.join(ROOT, "config", "launcher", "headroom")
JAR = os.path.join(ROOT, "target", "headroom.jar")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url, timeout=10, accept="*/*"):
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=timeout) as response:
        return response.read().decode()


def get_json(url):
    return json.loads(get(url, accept="application/json"))


def wait_for(url, seconds=60.0, pause=0.005, process=None):
    """Polls until 200; returns the seconds it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if process is not None and process.poll() is not None:
            raise SystemExit(f"the service ended with {process.returncode} before {url} answered")
        with contextlib.suppress(OSError, urllib.error.URLError):
            get(url, timeout=2)
            return time.monotonic() - began
        time.sleep(pause)
    raise SystemExit(f"{url} did not answer within {seconds} s")


def tree(pid):
    """The process and all its living descendants."""
    children = {}
    for stat in glob.glob("/proc/[0-9]*/stat"):
        with contextlib.suppress(OSError):
            with open(stat) as f:
                text = f.read()
            own = int(text.split(" ", 1)[0])
            parent = int(text.rsplit(")", 1)[1].split()[1])
            children.setdefault(parent, []).append(own)
    found, queue = [], [pid]
    while queue:
        current = queue.pop()
        found.append(current)
        queue += children.get(current, [])
    return found


def cpu_seconds(pids):
    """CPU time by each process's own CPU clock, to the nanosecond (not by ticks): clock_gettime of clock (~pid << 3) | 2."""
    total = 0.0
    for pid in pids:
        with contextlib.suppress(OSError):
            total += time.clock_gettime((~pid << 3) | 2)
    return total


def resident_bytes(pids):
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError), open(f"/proc/{pid}/status") as f:
            total += sum(int(line.split()[1]) * 1024 for line in f if line.startswith("VmRSS:"))
    return total


def idle_share():
    """A function that gives the share of the host's CPU time idle since this call, to say how calm the machine was."""

    def read():
        with open("/proc/stat") as f:
            fields = [int(x) for x in f.readline().split()[1:9]]
        return fields[3] + fields[4], sum(fields)

    idle0, total0 = read()

    def since():
        idle, total = read()
        return (idle - idle0) / max(1, total - total0)

    return since


@contextlib.contextmanager
def started(command, env=None, log=None):
    """Runs a command in a session of its own and ends that session, and nothing else, afterwards."""
    out = open(log, "w") if log else subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=env, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)
        if log:
            out.close()


@contextlib.contextmanager
def headroom(port=None, arguments=(), log=None):
    """The service by its shipped launcher; yields (process, base URL)."""
    if not os.path.exists(JAR):
        raise SystemExit(f"no {JAR}: run mvn package first")
    port = port or free_port()
    log = log or os.path.join(tempfile.gettempdir(), f"headroom-bench-{os.getpid()}-{port}.log")
    command = [LAUNCHER, f"--server.port={port}", "--server.address=127.0.0.1", *arguments]
    with started(command, log=log) as process:
        base = f"http://127.0.0.1:{port}"
        wait_for(base + "/metrics", 120, process=process)
        yield process, base


SAMPLE = re.compile(r'^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def metrics(base):
    """The page as {(name, sorted labels): value}."""
    page = {}
    for line in get(base + "/metrics").splitlines():
        match = SAMPLE.match(line)
        if match and not line.startswith("#"):
            labels = tuple(sorted(LABEL.findall(match.group(2) or "")))
            page[match.group(1), labels] = float(match.group(3))
    return page


def value(page, name, **wanted):
    """The sum over the series of a name that have the wanted labels; None where there is none."""
    found = [v for (n, labels), v in page.items() if n == name and wanted.items() <= dict(labels).items()]
    return sum(found) if found else None
