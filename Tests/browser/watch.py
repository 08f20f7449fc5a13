"""What a browser complains about while a test uses a page."""


class Watch:
    def __init__(self, page):
        self.complaints = []
        self.is_offline = False
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._say(page, f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _say(self, page, what):
        if not self.is_offline:
            self.complaints.append(f"{page.url}: {what}")

    def _console(self, message):
        # A page that answers 404 or 422 is an answer like any other; Chromium notes it in the console all the same.
        is_status = message.text.startswith("Failed to load resource") and "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not is_status:
            self._say(message.page, f"console: {message.text}")

    def _failed(self, request):
        if "ERR_ABORTED" not in (request.failure or ""):
            self._say(request.frame.page, f"{request.method} {request.url}: {request.failure}")

    def _response(self, response):
        is_page = response.request.is_navigation_request()
        if response.status >= (500 if is_page else 400):
            self._say(response.frame.page, f"{response.request.method} {response.url}: {response.status}")
