# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium that a test can talk to: the DevTools protocol over two pipes, no port and no further library."""
import base64
import json
import os
import select
import shutil
import subprocess
import time

SECONDS = 40


class Browser:
    """One browser with one page: `problems` is what it complained of, `requests` what it asked the network for."""

    def __init__(self, profile):
        program = shutil.which("chromium")
        assert program, "chromium is missing: scripts/setup --tests installs it"
        command_read, self.command_write = os.pipe()
        self.answer_read, answer_write = os.pipe()
        self.process = subprocess.Popen(
            ["bash", "-c", 'exec 3<&"$1" 4>&"$2"; shift 2; exec "$@"', "bash", str(command_read), str(answer_write),
             program, "--headless", "--hide-scrollbars", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-dev-shm-usage", "--user-data-dir=%s" % profile, "--remote-debugging-pipe", "about:blank"],
            pass_fds=(command_read, answer_write),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(command_read)
        os.close(answer_write)
        self.buffer, self.number, self.session = b"", 0, None
        self.problems, self.requests, self.loaded = [], [], 0
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.command_write)
        os.close(self.answer_read)

    def receive(self):
        deadline = time.monotonic() + SECONDS
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.answer_read], [], [], max(0, deadline - time.monotonic()))
            data = os.read(self.answer_read, 1 << 16) if ready else b""
            assert data, "the browser does not answer"
            self.buffer += data
        message, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(message)
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.problems.append(parameters["exceptionDetails"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.problems.append(str(parameters["args"]))
        elif method == "Log.entryAdded":
            self.problems.append(parameters["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method == "Page.loadEventFired":
            self.loaded += 1
        return message

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.command_write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return answer["result"]

    def show(self, path, width=1280, height=900, dark=False, scripts=True, media=""):
        """Loads a file. Afterwards `problems` and `requests` are about it alone."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self.problems.clear()
        self.requests.clear()
        loaded = self.loaded
        self.call("Page.navigate", url="file://%s" % path)
        while self.loaded == loaded:
            self.receive()

    def ask(self, expression):
        """The value of an expression in the page; the debugger may do so where the page's own scripts may not."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def picture(self, width, height):
        """The upper left part of the page as PNG."""
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(answer["data"])

    def sheets(self, width, height):
        """The page printed on paper of that size, in inches, as PDF."""
        return base64.b64decode(self.call("Page.printToPDF", paperWidth=width, paperHeight=height)["data"])
