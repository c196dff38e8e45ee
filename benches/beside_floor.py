#!/usr/bin/env python3
"""Measures the whole program beside the floor (examples/floor.rs), as assets/manual/performance.md prints it.

    cargo build --release && cargo build --release --example floor
    python3 benches/beside_floor.py [CONNECTIONS ...]

Linux only: memory and wake-ups come from /proc. Times differ from machine to machine; compare the ratios.
"""
import fcntl, json, os, pty, select, signal, statistics, struct, sys, tempfile, termios, time
from pathlib import Path

RELEASE = Path(__file__).resolve().parent.parent / "target/release"
KINDS = [("anthropic", "api_key"), ("anthropic_compat", "api_key_with_endpoint"),
         ("openai_compat", "api_key_with_endpoint"), ("bedrock", "environment"), ("pi", "api_key"),
         ("pi_compat", "api_key_with_endpoint")]
STARTS, PRESSES, BURST, IDLE_SECONDS = 20, 300, 200, 5
FIRST_NAME = "Connection-000000"


def connection(number):
    provider, auth = KINDS[number % len(KINDS)]
    models = [f"{provider}/model-{number % 97}-{model}" for model in range(5)]
    return {"slug": f"connection-{number:06}", "name": f"Connection-{number:06}", "providerType": provider,
            "authType": auth, "baseUrl": f"https://api-{number:06}.example.com/v1", "models": models,
            "defaultModel": models[0], "createdAt": 1760000000000 + number}


def write_config(home, count):
    folder = Path(home, ".craft-agent")
    folder.mkdir()
    connections = [connection(number) for number in range(count)]
    config = {"workspaces": [], "activeWorkspaceId": None, "activeSessionId": None, "llmConnections": connections,
              "defaultLlmConnection": connections[0]["slug"]}
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    return folder / "config.json"


class Terminal:
    """A program in a pseudo-terminal of 120x40."""

    def __init__(self, command, home):
        environment = {"HOME": home, "XDG_STATE_HOME": f"{home}/state", "TERM": "xterm-256color", "LANG": "C.UTF-8",
                       "PATH": "/usr/bin:/bin"}
        started, report = os.pipe()
        self.pid, self.tty = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
            # The pipe closes at exec: what Python takes to fork is not counted.
            os.write(report, struct.pack("q", time.monotonic_ns()))
            os.execve(command[0], command, environment)
        os.close(report)
        self.started = struct.unpack("q", os.read(started, 8))[0] / 1e9
        os.close(started)

    def output(self, seconds):
        """What the program writes next; nothing if it writes nothing for so long."""
        ready, _, _ = select.select([self.tty], [], [], seconds)
        return os.read(self.tty, 1 << 20) if ready else b""

    def milliseconds_to_first_frame(self):
        seen = b""
        while FIRST_NAME.encode() not in seen:
            seen += self.output(10) or sys.exit(f"no first frame: {seen!r}")
        return (time.monotonic() - self.started) * 1000

    def milliseconds_to_repaint(self, keys, quiet):
        """The time until the last output after these keys, before nothing comes for `quiet` seconds."""
        start = last = time.monotonic()
        os.write(self.tty, keys)
        wait = 10
        while self.output(wait):
            last, wait = time.monotonic(), quiet
        return (last - start) * 1000

    def settle(self):
        while self.output(0.3):
            pass

    def megabytes(self):
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def wake_ups(self):
        statuses = [task.joinpath("status").read_text() for task in Path(f"/proc/{self.pid}/task").iterdir()]
        return sum(int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0]) for status in statuses)

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.tty)


def start(command, home):
    terminal = Terminal(command, home)
    try:
        return terminal.milliseconds_to_first_frame()
    finally:
        terminal.end()


def measure(command, home):
    terminal = Terminal(command, home)
    try:
        terminal.milliseconds_to_first_frame()
        terminal.settle()
        presses = [terminal.milliseconds_to_repaint(b"jk"[i % 2:i % 2 + 1], 0.005) for i in range(PRESSES)]
        burst = terminal.milliseconds_to_repaint(b"j" * BURST, 0.05)
        terminal.settle()
        before = terminal.wake_ups()
        time.sleep(IDLE_SECONDS)
        return {"key press to repaint, ms": statistics.median(presses), f"{BURST} keys at once, ms": burst,
                "memory, MB": terminal.megabytes(), "wake-ups while idle": terminal.wake_ups() - before}
    finally:
        terminal.end()


def main():
    for count in [int(argument) for argument in sys.argv[1:]] or [10, 1000, 10000]:
        with tempfile.TemporaryDirectory() as home:
            config = write_config(home, count)
            programs = [[str(RELEASE / "llm-connections")], [str(RELEASE / "examples/floor"), str(config)]]
            # In turn, so that a busy moment of the machine meets both.
            starts = [[start(program, home) for program in programs] for _ in range(STARTS)]
            of_program, of_floor = ({"start to first frame, ms": statistics.median(times)} | measure(program, home)
                                    for program, times in zip(programs, zip(*starts)))
            print(f"{count} connections")
            for name, figure in of_program.items():
                floor = of_floor[name]
                ratio = f"{figure / floor:.2f} x" if floor else "-"
                print(f"  {name:<26} {figure:>9.2f}   floor {floor:>9.2f}   {ratio}")


main()
