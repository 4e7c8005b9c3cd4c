#!/usr/bin/env python3
"""A client of the hub in another language, written from docs/protocol.md alone, standard library only.

It claims an operator's and a controller's link, reports a headcount as the operator, follows the view as the controller
until the figures are on it, and prints what it saw as one JSON object.
"""

import argparse
import base64
import hashlib
import json
import os
import secrets
import select
import socket
import struct
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

PROTOCOL = 1
ANSWER_WITHIN = 10.0
SILENT_AFTER = 10.0
WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Refused(Exception):
    """The hub said no; `error` is its closed error object."""

    def __init__(self, error):
        super().__init__(error.get("kind", "unknown"))
        self.error = error


def new_device_key():
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def new_command_id():
    return "py-" + secrets.token_hex(8)


def claim(hub, secret, device_key, label):
    """Section 1: swap the secret for a credential. Safe to repeat with the same key."""
    body = json.dumps({"secret": secret, "deviceKey": device_key, "deviceLabel": label}).encode()
    request = urllib.request.Request(hub + "/api/claim", data=body, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_WITHIN) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        raise Refused(json.load(refusal)["error"]) from None


class WebSocket:
    """RFC 6455, client side, text frames only."""

    def __init__(self, host, port, path):
        self.socket = socket.create_connection((host, port), timeout=ANSWER_WITHIN)
        self.buffer = b""
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            (
                f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )
        head = self._until(b"\r\n\r\n").decode()
        if " 101 " not in head.split("\r\n")[0]:
            raise ConnectionError("no upgrade: " + head.split("\r\n")[0])
        accept = base64.b64encode(hashlib.sha1((key + WEBSOCKET_GUID).encode()).digest()).decode()
        if accept not in head:
            raise ConnectionError("wrong Sec-WebSocket-Accept")

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("closed without a close frame")
        self.buffer += data

    def _until(self, mark):
        while mark not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(mark, 1)
        return head

    def _take(self, count):
        while len(self.buffer) < count:
            self._more()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _send_frame(self, opcode, payload):
        mask = os.urandom(4)
        length = len(payload)
        if length < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | length)
        elif length < 65536:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, length)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, length)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        self.socket.sendall(head + mask + masked)

    def send(self, text):
        self._send_frame(0x1, text.encode())

    def receive(self, within):
        """The next text message, or None when nothing came in time."""
        parts = b""
        while True:
            if not self.buffer and not select.select([self.socket], [], [], within)[0]:
                return None
            first, second = self._take(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack("!H", self._take(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", self._take(8))
            payload = self._take(length)
            opcode = first & 0x0F
            if opcode == 0x8:
                code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
                raise ConnectionError(f"closed with {code}")
            if opcode == 0x9:
                self._send_frame(0xA, payload)
                continue
            if opcode in (0x0, 0x1):
                parts += payload
                if first & 0x80:
                    return parts.decode()

    def close(self):
        try:
            self._send_frame(0x8, struct.pack("!H", 1000))
        finally:
            self.socket.close()


class Connection:
    """Sections 2 and 3: one namespace over one WebSocket."""

    def __init__(self, hub, path, namespace, credential):
        address = urllib.parse.urlsplit(hub)
        self.namespace = namespace
        self.next_ack = 0
        self.answers = {}
        self.events = []
        self.socket = WebSocket(address.hostname, address.port or 80, path + "/?EIO=4&transport=websocket")
        opening = self.socket.receive(ANSWER_WITHIN)
        if not opening or opening[0] != "0":
            raise ConnectionError("no Engine.IO open packet")
        self.opening = json.loads(opening[1:])
        self.socket.send(f"40{namespace}," + json.dumps({"credential": credential, "protocol": PROTOCOL}))
        self.joined = False
        self.wait_for(lambda: self.joined)

    def pump(self, within):
        """Reads one message and sorts it: pings are answered, answers and events are kept."""
        message = self.socket.receive(within)
        if message is None:
            return False
        if message == "2":
            self.socket.send("3")
            return True
        kind, rest = message[:2], message[2:]
        if not rest.startswith(self.namespace + ","):
            return True
        body = rest[len(self.namespace) + 1 :]
        if kind == "40":
            self.joined = True
        elif kind == "44":
            raise Refused(json.loads(body)["data"])
        elif kind == "41":
            raise ConnectionError("put out by the hub")
        elif kind == "42":
            self.events.append(json.loads(body))
        elif kind == "43":
            digits = len(body) - len(body.lstrip("0123456789"))
            self.answers[int(body[:digits])] = json.loads(body[digits:])[0]
        return True

    def wait_for(self, met, within=ANSWER_WITHIN):
        until = time.monotonic() + within
        while not met():
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError("the hub did not answer")
            self.pump(min(left, SILENT_AFTER))

    def ask(self, event, payload):
        self.next_ack += 1
        number = self.next_ack
        self.socket.send(f"42{self.namespace},{number}" + json.dumps([event, payload]))
        self.wait_for(lambda: number in self.answers)
        answer = self.answers.pop(number)
        if not answer["ok"]:
            raise Refused(answer["error"])
        return answer

    def take_events(self):
        taken, self.events = self.events, []
        return taken

    def close(self):
        self.socket.send(f"41{self.namespace},")
        self.socket.close()


class View:
    """Section 8: a replica that follows the stream and asks again at a gap."""

    def __init__(self, connection):
        self.connection = connection
        self.cursor = None
        self.rows = {}
        self.totals = {}
        self.session = {}
        self.gaps = 0
        self.snapshots = 0
        self.patches = 0
        self.beats = 0

    def subscribe(self):
        request = {"filter": {}}
        if self.cursor is not None:
            request["cursor"] = self.cursor
        self.connection.ask("view:subscribe", request)

    def follow(self, met, within=ANSWER_WITHIN):
        until = time.monotonic() + within
        while True:
            for event in self.connection.take_events():
                self.apply(event[0], event[1] if len(event) > 1 else None)
            if met():
                return
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError("the view did not come to it")
            self.connection.pump(left)

    def apply(self, name, payload):
        if name == "view:snapshot":
            self.snapshots += 1
            self.cursor = payload["cursor"]
            self.rows = {row["id"]: row for row in payload["rows"]}
            self.totals = payload["totals"]
            self.session = payload["session"]
        elif name == "view:patch":
            if payload["from"] != self.cursor:
                self.gaps += 1
                self.subscribe()
                return
            self.patches += 1
            for point in payload.get("gone", []):
                self.rows.pop(point, None)
            for change in payload.get("rows", []):
                self.rows[change["id"]] = {**self.rows.get(change["id"], {}), **change}
            self.totals = payload.get("totals", self.totals)
            self.session = payload.get("session", self.session)
            self.cursor = payload["to"]
        elif name == "view:beat":
            self.beats += 1
            if payload["cursor"] != self.cursor:
                self.gaps += 1
                self.subscribe()


class Operator:
    def __init__(self, connection):
        self.connection = connection
        self.view = None

    def follow(self, met, within=ANSWER_WITHIN):
        until = time.monotonic() + within
        while True:
            for event in self.connection.take_events():
                if event[0] == "point:view":
                    self.view = event[1]
            if self.view is not None and met(self.view):
                return self.view
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError("the point's view did not come to it")
            self.connection.pump(left)


def run(arguments):
    hub = arguments.hub.rstrip("/")
    controller_key, operator_key = new_device_key(), new_device_key()
    controller_claim = claim(hub, arguments.controller_secret, controller_key, "Python, phòng điều hành")
    operator_claim = claim(hub, arguments.operator_secret, operator_key, "Python, điểm cầu")
    operator_repeat = claim(hub, arguments.operator_secret, operator_key, "Python, điểm cầu")

    control = Connection(hub, "/rt/control", "/control", controller_key)
    view = View(control)
    view.subscribe()
    view.follow(lambda: view.cursor is not None)
    if view.session["phase"] == "planned":
        control.ask("phase:enter", {"commandId": new_command_id(), "phase": "live"})
    opened = view.session["round"]
    if opened is None or opened["frozenAt"] is not None:
        control.ask("round:open", {"commandId": new_command_id(), "kind": "opening"})

    point = Connection(hub, "/rt/point", "/point", operator_key)
    operator = Operator(point)
    state = operator.follow(lambda known: known["round"] is not None and known["standing"] == "pen")
    point_id = state["point"]["id"]
    summoned = state["point"]["summoned"]
    report = {
        "commandId": new_command_id(),
        "roundId": state["round"]["id"],
        "present": summoned - 2,
        "excused": 1,
        "unexcused": 1,
        "guests": 3,
        "fence": state["fence"],
        "seq": state["lastSeq"] + 1,
    }
    wrong_sum = {**report, "commandId": new_command_id(), "present": summoned}
    try:
        point.ask("point:headcount", wrong_sum)
        refusal = None
    except Refused as refused:
        refusal = refused.error
    first = point.ask("point:headcount", report)
    again = point.ask("point:headcount", report)
    state = operator.follow(lambda known: known["headcount"] is not None)

    view.follow(lambda: view.rows[point_id]["headcount"] is not None)
    seen = view.rows[point_id]["headcount"]
    totals = view.totals
    control.close()

    # Back with the cursor, as after a lost connection.
    control = Connection(hub, "/rt/control", "/control", controller_key)
    view.connection = control
    point.ask("point:leave", {"commandId": new_command_id()})
    point.close()
    view.subscribe()
    view.follow(lambda: view.rows[point_id]["link"]["state"] == "left")
    view.follow(lambda: view.beats > 0)
    control.close()

    return {
        "controllerRole": controller_claim["role"],
        "operatorRole": operator_claim["role"],
        "pointId": point_id,
        "sameDevice": operator_repeat["deviceId"] == operator_claim["deviceId"],
        "refusal": refusal,
        "firstAnswer": first,
        "secondAnswer": again,
        "report": report,
        "ownHeadcount": state["headcount"],
        "seen": seen,
        "totals": totals,
        "points": len(view.rows),
        "endState": view.rows[point_id]["link"]["state"],
        "stream": {
            "snapshots": view.snapshots,
            "patches": view.patches,
            "beats": view.beats,
            "gaps": view.gaps,
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hub", required=True, help="for example http://127.0.0.1:8089")
    parser.add_argument("--operator-secret", required=True, help="the part of an operator's link after #")
    parser.add_argument("--controller-secret", required=True, help="the part of a controller's link after #")
    try:
        print(json.dumps(run(parser.parse_args()), ensure_ascii=False))
    except Refused as refused:
        print(json.dumps(refused.error, ensure_ascii=False), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
