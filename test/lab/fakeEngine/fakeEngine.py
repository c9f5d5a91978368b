"""fakeEngine.py SOCKET hostile|malformed: answers like a Docker Engine, to the harm of whoever believes it.

`hostile` keeps to the API's types and fills them with hostile values. `malformed` breaks the API itself.
One container is honest either way, so that a client that survives the others can be seen to have survived.
"""

import http.server
import json
import os
import re
import socketserver
import sys
import urllib.parse

from hostile import ESCAPE, IDS, MALFORMED, TEXTS

API_VERSION = "1.41"
CREATED = 1_700_000_000


def container(container_id, name, **fields):
    """An entry of GET /containers/json, in the shape of the Engine API 1.41."""
    return {
        "Id": container_id,
        "Names": [f"/{name}"],
        "Image": "workspace:latest",
        "ImageID": "sha256:" + "0" * 64,
        "Command": "sleep infinity",
        "Created": CREATED,
        "State": "running",
        "Status": "Up 2 hours",
        "Ports": [],
        "Labels": {},
        "Mounts": [],
        "HostConfig": {"NetworkMode": "default"},
        "NetworkSettings": {"Networks": {"bridge": {"IPAddress": ""}}},
        **fields,
    }


def hostile_containers():
    listed = [container("f" * 64, "honest")]
    for number, (kind, text) in enumerate(TEXTS.items(), start=1):
        labels = {
            text: text,
            "com.docker.compose.project": text,
            "com.docker.compose.service": text,
            "devcontainer.local_folder": text,
            "test.kind": kind,
        }
        listed.append(
            container(f"{number:064x}", text, Image=text, Command=text, Status=text, Labels=labels, Mounts=[{"Type": "bind", "Source": text, "Destination": text}])
        )
    for kind, container_id in IDS.items():
        listed.append(container(container_id, kind))
    # The same name and the same id twice: neither may be mistaken for the other.
    listed.append(container("e" * 64, "honest"))
    listed.append(container("f" * 64, "honest-again"))
    return listed


def malformed_containers():
    listed = [container("f" * 64, "honest")]
    for number, (kind, fields) in enumerate(MALFORMED.items(), start=1):
        listed.append(container(f"{number:064x}", kind, **fields))
    return [*listed, None, "text", []]


CONTAINERS = malformed_containers() if sys.argv[2] == "malformed" else hostile_containers()


def inspection(listed):
    """An answer of GET /containers/{id}/json for a listed container."""
    text = listed["Image"]
    return {
        "Id": listed["Id"],
        "Name": (listed.get("Names") or [""])[0],
        "Created": "2023-11-14T22:13:20Z",
        "State": {"Status": listed["State"], "Running": True, "Pid": 1, "StartedAt": "2023-11-14T22:13:20Z"},
        "Image": listed["ImageID"],
        "Config": {
            "Hostname": text,
            "User": text,
            "Env": [text, f"PATH={text}", "NO_EQUALS_SIGN", f"{text}={text}"],
            "Image": text,
            "WorkingDir": text,
            "Labels": listed["Labels"],
        },
        "HostConfig": {"NetworkMode": "default", "IpcMode": "private"},
        "Mounts": listed["Mounts"],
        "NetworkSettings": {"Ports": {"22/tcp": [{"HostIp": text, "HostPort": text}]}, "Networks": {}},
    }


VERSION = {
    "Version": f"20.10.24{ESCAPE}[31m",
    "ApiVersion": API_VERSION,
    "MinAPIVersion": "1.12",
    "Os": "linux",
    "Arch": "amd64",
    "KernelVersion": TEXTS["substitution"],
    "Components": [{"Name": "Engine", "Version": TEXTS["markdown"]}],
    "Platform": {"Name": TEXTS["markdown"]},
}
INFO = {
    "ID": TEXTS["quotes"],
    "Name": TEXTS["escapes"],
    "ServerVersion": VERSION["Version"],
    "OperatingSystem": TEXTS["markdown"],
    "DockerRootDir": TEXTS["path"],
    "SecurityOptions": [TEXTS["substitution"], "name=seccomp,profile=default"],
    "Containers": len(CONTAINERS),
}
EVENTS = [
    {"Type": "container", "Action": action, "id": container_id, "Actor": {"ID": container_id, "Attributes": {"name": name}}, "time": CREATED}
    for container_id, name, action in [
        (f"{1:064x}", TEXTS["escapes"], "start"),
        (f"{2:064x}", TEXTS["newlines"], TEXTS["substitution"]),
        (IDS["id-substitution"], "odd", "die"),
    ]
]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = re.sub(r"^/v\d+\.\d+(?=/)", "", urllib.parse.urlsplit(self.path).path)
        inspected = re.fullmatch(r"/containers/([^/]+)/json", path)
        if path == "/_ping":
            self.answer(200, b"OK", "text/plain")
        elif path == "/version":
            self.answer_json(200, VERSION)
        elif path == "/info":
            self.answer_json(200, INFO)
        elif path == "/containers/json":
            self.answer_json(200, CONTAINERS)
        elif path == "/events":
            self.answer_events()
        elif inspected:
            self.answer_inspection(urllib.parse.unquote(inspected[1]))
        else:
            self.refuse(404)

    def do_HEAD(self):
        self.do_GET()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.refuse(500)

    def do_DELETE(self):
        self.refuse(500)

    def answer_inspection(self, wanted):
        for listed in CONTAINERS:
            if isinstance(listed, dict) and str(listed["Id"]).startswith(wanted):
                self.answer_json(200, inspection(listed))
                return
        self.refuse(404)

    def answer_events(self):
        """A few events, and then the silence that a quiet engine keeps."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        lines = [json.dumps(event) for event in EVENTS]
        if sys.argv[2] == "malformed":
            lines += ["{not json", "null", json.dumps({"Type": 1})]
        for line in lines:
            data = (line + "\n").encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()
        # Until the client has gone, which shows as an end of what it sends.
        self.rfile.read(1)
        self.close_connection = True

    def refuse(self, status):
        self.answer_json(status, {"message": TEXTS["escapes"] + TEXTS["markdown"] + TEXTS["newlines"]})

    def answer_json(self, status, value):
        # ASCII only, as a lone surrogate has no other way to travel.
        self.answer(status, json.dumps(value).encode("ascii"), "application/json")

    def answer(self, status, body, content_type):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Api-Version", API_VERSION)
        self.send_header("Ostype", "linux")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def address_string(self):
        return "socket"


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 128

    def get_request(self):
        request, _ = super().get_request()
        return request, ("socket", 0)


def main():
    socket_path = sys.argv[1]
    with Server(socket_path, Handler) as server:
        os.chmod(socket_path, 0o660)
        server.serve_forever()


if __name__ == "__main__":
    main()
