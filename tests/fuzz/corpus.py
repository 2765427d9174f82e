#!/usr/bin/env python3
"""Makes the first inputs of the fuzzers out of the sample backups: corpus.py [FOLDER OF FIXTURES]

The samples are in ../shared/fixtures beside the project, or where HORNBOOK_FIXTURES says. Nothing of the result is
committed."""

import io, os, random, sys, tarfile, zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
LONGEST = 60_000


def fixtures():
    if len(sys.argv) > 1:
        return sys.argv[1]
    return os.environ.get("HORNBOOK_FIXTURES", os.path.join(HERE, "../../../shared/fixtures"))


def backups(folder):
    """Every sample backup: name, members."""
    for place, _, names in sorted(os.walk(os.path.join(folder, "mbz"))):
        for name in sorted(names):
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                data = file.read()
            members = []
            try:
                if data[:2] == b"\x1f\x8b":
                    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
                        members = [(one.name, archive.extractfile(one).read()) for one in archive if one.isfile()]
                elif data[:2] == b"PK":
                    with zipfile.ZipFile(io.BytesIO(data)) as archive:
                        members = [(one, archive.read(one)) for one in archive.namelist() if not one.endswith("/")]
            except (OSError, tarfile.TarError, zipfile.BadZipFile, EOFError):
                pass
            yield name, data, members


def bundle(members):
    """What the targets take apart again: each member begins with a line of its name."""
    return b"".join(b"%%% " + name.encode() + b"\n" + content.replace(b"\n%%% ", b"\n %% ") + b"\n"
                    for name, content in members)


class Corpus:
    def __init__(self):
        self.made = {}

    def add(self, target, name, data):
        if not data or len(data) > LONGEST:
            return
        folder = os.path.join(HERE, "corpus", target)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
        self.made[target] = self.made.get(target, 0) + 1


def questions(xml):
    """Single questions out of a bank, each in a bank of its own."""
    start = xml.find(b"<question_category ")
    first = xml.find(b"<question_bank_entry ")
    if first < 0 or start < 0:
        return
    head = xml[start:first]
    for piece in xml[first:].split(b"<question_bank_entry ")[1:]:
        end = piece.find(b"</question_bank_entry>")
        if end >= 0:
            entry = b"<question_bank_entry " + piece[:end] + b"</question_bank_entry>"
            yield (b"<question_categories>" + head + entry
                   + b"</question_bank_entries></question_category></question_categories>")


def modern(corpus, label, members):
    by_name = dict(members)
    kept = [(name, text) for name, text in members if name.endswith(".xml")]
    base = [one for one in kept if one[0] in ("moodle_backup.xml", "course/course.xml", "scales.xml")
            or one[0].startswith("sections/")]
    seen = set()
    for name, text in kept:
        parts = name.split("/")
        if len(parts) != 3 or parts[0] != "activities" or parts[2] != parts[1].rsplit("_", 1)[0] + ".xml":
            continue
        module, cmid = parts[1].rsplit("_", 1)
        if module in seen:
            continue
        seen.add(module)
        manifest = (f"<moodle_backup><information><moodle_release>4.5</moodle_release><original_wwwroot>https://old.example"
                    f"</original_wwwroot><original_course_id>5</original_course_id><original_course_contextid>50"
                    f"</original_course_contextid><details><detail><type>course</type></detail></details><contents>"
                    f"<activities><activity><moduleid>{cmid}</moduleid><sectionid>3</sectionid><modulename>{module}"
                    f"</modulename><title>T</title></activity></activities><sections><section><sectionid>3</sectionid>"
                    f"<title>S</title></section></sections></contents></information></moodle_backup>").encode()
        own = [(one, content) for one, content in kept if one.startswith(parts[0] + "/" + parts[1] + "/")
               and one.endswith((parts[2], "module.xml", "grading.xml", "grades.xml", "competencies.xml"))]
        data = bundle([("moodle_backup.xml", manifest)] + own)
        for target in ("xml", "write"):
            corpus.add(target, f"{label}-{module}", data)
    around = [one for one in kept if one[0] == "gradebook.xml" or one[0].endswith("/block.xml")]
    for target in ("xml", "write"):
        corpus.add(target, f"{label}-course", bundle(base))
        corpus.add(target, f"{label}-around", bundle(around))
    bank = by_name.get("questions.xml", b"")
    corpus.add("questions", label, bank)
    corpus.add("questions", label + "-tree", b"!" + bank)
    kinds = {}
    for one in questions(bank):
        kind = one.split(b"<qtype>")[-1].split(b"</qtype>")[0]
        if kinds.setdefault(kind, 0) < 2:
            kinds[kind] += 1
            corpus.add("questions", f"{label}-{kind.decode()}-{kinds[kind]}", one)
            corpus.add("write", f"{label}-q-{kind.decode()}-{kinds[kind]}", bundle([("questions.xml", one)]))


def old(corpus, label, members):
    by_name = dict(members)
    xml = by_name["moodle.xml"]
    rest = [(name, content[:300]) for name, content in members if name != "moodle.xml"][:40]
    pieces = xml.split(b"<MODULES>")
    if len(xml) > LONGEST and len(pieces) == 2:
        head, modules = pieces
        head = head.split(b"<QUESTION_CATEGORIES>")[0] if len(head) > 20_000 else head
        mods = modules.split(b"</MODULES>")[0].split(b"</MOD>")
        random.Random(1).shuffle(mods)
        for at in range(0, min(len(mods), 60), 6):
            some = b"</MOD>".join(mods[at:at + 6]) + b"</MOD>"
            data = head[:20_000] if len(head) > 20_000 else head
            whole = data + b"<MODULES>" + some + b"</MODULES></COURSE></MOODLE_BACKUP>"
            for target in ("old", "write"):
                corpus.add(target, f"{label}-{at}", bundle([("moodle.xml", whole)] + rest))
    for target in ("old", "write"):
        corpus.add(target, label, bundle([("moodle.xml", xml)] + rest))


def packages(corpus, label, members):
    for name, content in members:
        if content[:2] != b"PK":
            continue
        corpus.add("packages", f"{label}-{os.path.basename(name)}", content)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for one in archive.namelist():
                    if os.path.basename(one) in ("h5p.json", "imsmanifest.xml"):
                        data = bundle([(os.path.basename(one), archive.read(one))])
                        corpus.add("packages", f"{label}-{os.path.basename(name)}-{os.path.basename(one)}", data)
        except zipfile.BadZipFile:
            pass


def small_archives(corpus):
    with open(os.path.join(HERE, "base.bundle"), "rb") as file:
        text = file.read()
    members = []
    for piece in text.split(b"%%% ")[1:]:
        name, content = piece.split(b"\n", 1)
        members.append((name.decode(), content))
    for kind, form in (("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=form) as archive:
            for name, content in members:
                info = tarfile.TarInfo(("x" * 120 + "/" if kind != "ustar" else "") + name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        corpus.add("archive", "made-" + kind, out.getvalue())
    for kind, method in (("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            for name, content in members:
                archive.writestr(name, content)
        corpus.add("archive", "made-" + kind, out.getvalue())
    h5p = b'{"title":"T","mainLibrary":"H5P.Blanks","language":"de","license":"CC BY","licenseVersion":"4.0",' \
        b'"authors":[{"name":"A"}],"preloadedDependencies":[{"machineName":"H5P.Blanks","majorVersion":1,"minorVersion":12}]}'
    ims = b'<manifest identifier="M"><metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>' \
        b'<organizations default="O"><organization identifier="O"><title>T</title><item identifierref="R"><title>I</title>' \
        b'<item><title>J</title></item></item></organization></organizations><resources><resource identifier="R" ' \
        b'href="a.html"/></resources></manifest>'
    corpus.add("packages", "made-h5p", bundle([("h5p.json", h5p)]))
    corpus.add("packages", "made-ims", bundle([("imsmanifest.xml", ims)]))


def main():
    corpus = Corpus()
    small_archives(corpus)
    for name, data, members in backups(fixtures()):
        corpus.add("archive", name, data)
        names = {one for one, _ in members}
        if "moodle_backup.xml" in names:
            modern(corpus, name, members)
        elif "moodle.xml" in names:
            old(corpus, name, members)
        packages(corpus, name, members)
    print(corpus.made or "no fixtures were found")


if __name__ == "__main__":
    main()
