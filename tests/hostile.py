#!/usr/bin/env python3
"""Sends hostile course backups to a hornbook, by the command line and over HTTP, and prints what became of
each, how long it took and how much memory it needed at most. Run by hand: hostile.py PATH/TO/hornbook"""

import argparse, http.client, itertools, os, re, subprocess, sys, tarfile, tempfile, time, urllib.parse, zipfile, zlib

MB = 1 << 20
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>{doctype}<moodle_backup><information>
<moodle_release>4.5</moodle_release><original_wwwroot>https://old.example</original_wwwroot>
<original_course_id>{course}</original_course_id><original_course_fullname>{name}</original_course_fullname>
<original_course_shortname>H</original_course_shortname><original_course_contextid>50</original_course_contextid>
<details><detail backup_id="x"><type>course</type></detail></details><contents><activities><activity>
<moduleid>7</moduleid><sectionid>3</sectionid><modulename>page</modulename><title>Page</title></activity></activities>
<sections><section><sectionid>3</sectionid><title>First</title></section></sections></contents></information></moodle_backup>"""


def members(course=5, name="Hostile", doctype="", page="&lt;p&gt;Hello&lt;/p&gt;", nested=""):
    """The members of a sound backup of one page."""
    return {
        "moodle_backup.xml": MANIFEST.format(course=course, name=name, doctype=doctype),
        "course/course.xml": f'<course id="{course}" contextid="50"><fullname>H</fullname><summary></summary></course>',
        "sections/section_3/section.xml": '<section id="3"><number>1</number><name>First</name><summary></summary>'
        "<sequence>7</sequence><visible>1</visible></section>",
        "activities/page_7/module.xml": '<module id="7"><modulename>page</modulename><sectionid>3</sectionid>'
        "<visible>1</visible></module>",
        "activities/page_7/page.xml": '<activity id="9" moduleid="7" modulename="page" contextid="70"><page id="9">'
        f"<name>P</name><intro></intro><introformat>1</introformat><content>{page}</content>{nested}"
        "<contentformat>1</contentformat></page></activity>",
        "files.xml": "<files></files>",
    }


OLD = """<?xml version="1.0" encoding="UTF-8"?>{doctype}<MOODLE_BACKUP><INFO><MOODLE_RELEASE>1.9.5</MOODLE_RELEASE>
<BACKUP_VERSION>2008030301</BACKUP_VERSION><ORIGINAL_WWWROOT>http://old.example</ORIGINAL_WWWROOT></INFO><COURSE><HEADER>
<ID>5</ID><FULLNAME>{name}</FULLNAME><SHORTNAME>H</SHORTNAME></HEADER><SECTIONS><SECTION><ID>3</ID><NUMBER>0</NUMBER><MODS>
<MOD><ID>7</ID><TYPE>resource</TYPE><INSTANCE>9</INSTANCE></MOD></MODS></SECTION></SECTIONS>{more}<MODULES><MOD><ID>9</ID>
<MODTYPE>resource</MODTYPE><NAME>Page</NAME><TYPE>html</TYPE><REFERENCE></REFERENCE><ALLTEXT>{page}</ALLTEXT></MOD>{mods}
</MODULES></COURSE></MOODLE_BACKUP>"""
SHOWN = "&lt;p&gt;Hello &lt;img src=&quot;$@FILEPHP@$/{0}&quot;&gt;&lt;/p&gt;"


def old(path, files=(), doctype="", name="Hostile", page="&lt;p&gt;Hello&lt;/p&gt;", more="", mods="", end=None):
    """A backup of Moodle 1.x; a file is given by its name and its bytes, or its number of zero bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("moodle.xml", "w") as xml:
            xml.write(OLD.format(doctype=doctype, name=name, page=page, more=more, mods=mods)[:end].encode())
        for called, content in files:
            with archive.open(called, "w", force_zip64=True) as file:
                if isinstance(content, int):
                    for _ in range(content // MB):
                        file.write(bytes(MB))
                else:
                    file.write(content)


class Tgz:
    """A tar.gz that is written piece by piece, so that this program stays small too."""

    def __init__(self, path, level=1):
        self.file, self.packer = open(path, "wb"), zlib.compressobj(level, zlib.DEFLATED, 31)

    def raw(self, data):
        self.file.write(self.packer.compress(data))

    def head(self, name, size=0, kind=tarfile.REGTYPE, link=""):
        info = tarfile.TarInfo(name)
        info.size, info.type, info.linkname, info.mode = size, kind, link, 0o644
        self.raw(info.tobuf(tarfile.GNU_FORMAT))

    def add(self, name, text):
        data = text.encode() if isinstance(text, str) else text
        self.head(name, len(data))
        self.raw(data + bytes(-len(data) % 512))

    def zeros(self, name, size):
        self.head(name, size)
        piece = bytes(MB)
        for _ in range(size // MB):
            self.raw(piece)

    def end(self):
        self.raw(bytes(1024))
        self.file.write(self.packer.flush())
        self.file.close()


def make(path, extra=lambda tgz: None, first=None, **how):
    tgz = Tgz(path)
    if first:
        first(tgz)
    for name, text in members(**how).items():
        tgz.add(name, text)
    extra(tgz)
    tgz.end()


def hostile_set(folder, small):
    """Yields a name and a path of each."""
    bomb = (256 if small else 4096) * MB
    entries = 20_000 if small else 1_000_001
    path = lambda name: os.path.join(folder, name)

    def traversal(tgz):
        for name in ("../../evil.txt", "/tmp/evil-of-hornbook.txt", "activities/../../../evil.xml", "files/..\\..\\evil",
                     "activities/page_7/../../../../evil/page.xml", "C:\\evil.txt"):
            tgz.add(name, "evil")

    def links(tgz):
        tgz.head("activities/page_8/page.xml", kind=tarfile.SYMTYPE, link="/etc/passwd")
        tgz.head("files/aa/" + "a" * 40, kind=tarfile.LNKTYPE, link="/etc/passwd")
        tgz.head("activities/page_9", kind=tarfile.SYMTYPE, link="/")
        tgz.add("activities/page_9/tmp/evil-of-hornbook.txt", "evil")
        tgz.head("files/fifo", kind=tarfile.FIFOTYPE)

    def many(tgz):
        header = tarfile.TarInfo("x").tobuf(tarfile.GNU_FORMAT)
        for _ in range(entries // 2000 + 1):
            tgz.raw(header * 2000)

    laughs = "<!DOCTYPE m [<!ENTITY a0 \"ha\">" + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
    sha = "b" * 40
    row = (f"<files><file id=\"1\"><contenthash>{sha}</contenthash><contextid>70</contextid><component>mod_page"
           "</component><filearea>content</filearea><itemid>0</itemid><filepath>/</filepath><filename>z.bin</filename>"
           f"<filesize>{bomb}</filesize><sortorder>0</sortorder></file></files>")

    make(path("traversal.mbz"), traversal)
    make(path("links.mbz"), links)
    make(path("bomb-skipped.mbz"), lambda tgz: tgz.zeros("activities/page_7/logs.xml", bomb))
    make(path("bomb-unknown.mbz"), lambda tgz: tgz.zeros("something/else.bin", bomb))
    make(path("bomb-text.mbz"), first=lambda tgz: tgz.zeros("questions.xml", bomb))
    listed = members()
    listed["files.xml"] = row
    tgz = Tgz(path("bomb-kept.mbz"))
    for name, text in listed.items():
        tgz.add(name, text)
    tgz.zeros(f"files/bb/{sha}", bomb)
    tgz.end()
    make(path("laughs.mbz"), doctype=laughs, name="&a11;")
    make(path("nested-10000.mbz"), nested="<a>" * 10_000 + "</a>" * 10_000)
    make(path("nested-html.mbz"), page="&lt;div&gt;" * 10_000 + "x" + "&lt;/div&gt;" * 10_000)
    make(path("sound.mbz"))
    with open(path("sound.mbz"), "rb") as file:
        data = file.read()
    with open(path("truncated.mbz"), "wb") as file:
        file.write(data[: len(data) * 2 // 3])
    make(path("entries.mbz"), many)
    with zipfile.ZipFile(path("traversal.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members().items():
            archive.writestr(name, text)
        archive.writestr("../../evil.txt", "evil")
        archive.writestr("a/b.bin", bytes(64 * MB))
    old(path("old-sound.zip"))
    old(path("old-bomb-kept.zip"), [("course_files/z.bin", bomb)], page=SHOWN.format("z.bin"))
    old(path("old-bomb-unused.zip"), [("course_files/z.bin", bomb)])
    old(path("old-bomb-html.zip"), [("course_files/z.html", bomb)],
        mods="<MOD><ID>10</ID><MODTYPE>resource</MODTYPE><NAME>F</NAME><TYPE>file</TYPE><REFERENCE>z.html</REFERENCE></MOD>")
    old(path("old-bomb-text.zip"), more="<USERS>" + " " * ((64 if small else 600) * MB) + "</USERS>")
    evil = ["../../evil.txt", "/tmp/evil-of-hornbook.txt", "a/../../../../evil.txt", "..\\..\\evil.txt", "C:\\evil.txt"]
    old(path("old-traversal.zip"), [("course_files/" + name, b"evil") for name in evil] + [(name, b"evil") for name in evil],
        page="".join(SHOWN.format(name) for name in evil))
    old(path("old-laughs.zip"), doctype=laughs, name="&a11;")
    old(path("old-nested.zip"), more="<QUESTION_CATEGORIES>" + "<A>" * 10_000 + "</A>" * 10_000 + "</QUESTION_CATEGORIES>")
    old(path("old-truncated.zip"), end=700)
    old(path("old-entries.zip"), [(f"course_files/{n}", b"") for n in range(5_000 if small else 200_000)],
        page="".join(SHOWN.format(n) for n in range(2_000)))
    post = "<POST><ID>1</ID></POST>" * (5_000 if small else 100_000)
    old(path("old-one-folder.zip"), [(f"moddata/forum/11/1/{n}", b"") for n in range(5_000 if small else 60_000)],
        mods="<MOD><ID>11</ID><MODTYPE>forum</MODTYPE><NAME>F</NAME><TYPE>news</TYPE><DISCUSSIONS><DISCUSSION><ID>1</ID>"
        f"<POSTS>{post}</POSTS></DISCUSSION></DISCUSSIONS></MOD>")
    for name in ("sound.mbz", "traversal.mbz", "traversal.zip", "links.mbz", "bomb-skipped.mbz", "bomb-unknown.mbz",
                 "bomb-text.mbz", "bomb-kept.mbz", "laughs.mbz", "nested-10000.mbz", "nested-html.mbz", "truncated.mbz",
                 "entries.mbz", "old-sound.zip", "old-bomb-kept.zip", "old-bomb-unused.zip", "old-bomb-html.zip",
                 "old-bomb-text.zip", "old-traversal.zip", "old-laughs.zip", "old-nested.zip", "old-truncated.zip",
                 "old-entries.zip", "old-one-folder.zip"):
        yield name, path(name)


def peak(pid):
    """The most memory it has had, MB."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) / 1024
    except (OSError, TypeError):
        return 0.0


def run(arguments, limit):
    """Exit code, words, seconds, most memory."""
    begun, most = time.time(), 0.0
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        while process.poll() is None:
            most = max(most, peak(process.pid))
            if time.time() - begun > limit:
                process.kill()
                process.wait()
                return "hangs", f"stopped after {limit} s", time.time() - begun, most
            time.sleep(0.005)
        words = []
        for said in (err, out):
            said.seek(0)
            words += said.read().decode(errors="replace").strip().splitlines()[:2]
    return process.returncode, " / ".join(words), time.time() - begun, most


def line(name, what, code, seconds, most, words):
    print(f"{name:20} {what:8} {code!s:>6} {seconds:8.2f} s {most:7.1f} MB  {words[:90]}", flush=True)


class Browser:
    def __init__(self, origin):
        self.host, self.cookie = urllib.parse.urlsplit(origin).netloc, ""

    def ask(self, method, path, body=None, kind="application/x-www-form-urlencoded", length=None):
        connection = http.client.HTTPConnection(self.host, timeout=600)
        headers = {"cookie": self.cookie, "sec-fetch-site": "same-origin", "content-type": kind, "accept": "text/html"}
        if length is not None:
            headers["content-length"] = str(length)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("set-cookie") or []:
            self.cookie = cookie.split(";")[0]
        connection.close()
        return answer.status, answer.headers.get("location"), text


def upload(browser, pieces, size):
    """Sends a file of so many bytes as a form, piece by piece."""
    mark = "a-line-that-is-nowhere-else"
    head = (f'--{mark}\r\ncontent-disposition: form-data; name="file"; filename="big.mbz"\r\n'
            "content-type: application/octet-stream\r\n\r\n").encode()
    foot = f"\r\n--{mark}--\r\n".encode()
    body = itertools.chain([head], pieces, [foot])
    return browser.ask("POST", "/import", body, f"multipart/form-data; boundary={mark}", len(head) + size + len(foot))


def serve(binary, data, small):
    """Sends a big file to a running server: noise, which is no backup, and one that is sound but for its size."""
    process = subprocess.Popen([binary, "serve", "--listen", "127.0.0.1:0", "--data", data], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        origin = next(said.split("Hornbook is at ")[1].strip() for said in process.stderr if "Hornbook is at " in said)
        browser = Browser(origin)
        fields = urllib.parse.urlencode({"name": "wilma", "password": "kiln ferry anchor lamp"})
        assert browser.ask("POST", "/sign-in", fields)[0] == 303, "no sign-in"
        line("(idle)", "serve", "", 0, peak(process.pid), "")
        size = (64 if small else 1024) * MB
        noise = os.urandom(MB)
        begun = time.time()
        status, to, text = upload(browser, (noise for _ in range(size // MB)), size)
        line(f"{size // MB} MB upload", "serve", status, time.time() - begun, peak(process.pid), to or text[:80])
        for _ in range(600):
            page = browser.ask("GET", to)[2]
            if "<progress" not in page:
                break
            time.sleep(0.2)
        words = " ".join(re.sub(r"<[^>]*>", " ", page.split("<main")[-1]).split())
        line("its look", "serve", "", time.time() - begun, peak(process.pid), words)
    finally:
        process.terminate()
        process.wait()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("binary")
    arguments.add_argument("--quick", action="store_true", help="smaller bombs, fewer entries, a smaller upload")
    wanted = arguments.parse_args()
    limit = 120 if wanted.quick else 900
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        made = subprocess.run([wanted.binary, "init", "--handle", "wilma", "--data", data], text=True,
                              input="kiln ferry anchor lamp", capture_output=True, check=False)
        if made.returncode:
            sys.exit(made.stderr)
        for name, path in hostile_set(folder, wanted.quick):
            code, words, seconds, most = run([wanted.binary, "course", "inspect", path], limit)
            line(name, "inspect", code, seconds, most, words)
            code, words, seconds, most = run(
                [wanted.binary, "course", "import", path, "--by", "wilma", "--copy", "--data", data], limit)
            line(name, "import", code, seconds, most, words)
            os.remove(path)
        escaped = [name for name in (os.path.join(folder, "evil.txt"), "/tmp/evil-of-hornbook.txt")
                   if os.path.exists(name)]
        print("escaped:", escaped or "nothing")
        serve(wanted.binary, data, wanted.quick)


if __name__ == "__main__":
    main()
