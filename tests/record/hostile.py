"""A little HTTP server that answers as a test wants it to, badly for the most part."""

import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def server(answer):
    """Serve on a free port; `answer(handler, body)` writes the whole answer. Gives the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.close_connection = True
            with suppress(BrokenPipeError, ConnectionResetError):  # the client has had enough
                answer(self, body)

        do_POST = do_GET  # noqa: N815 - the names are the library's

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request, client_address):
            pass

    with Server(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_address[1]}"
        finally:
            http.shutdown()


def reply(handler, status, body=b"", **headers):
    """A plain answer."""
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def folder_server(folder, **headers):
    """The files of a folder, as any web server hands them out."""

    def answer(handler, _):
        file = folder / handler.path.lstrip("/")
        if file.is_file():
            reply(handler, 200, file.read_bytes(), **headers)
        else:
            reply(handler, 404, b"x" * 20_000)  # a server's own long page of errors

    return server(answer)
