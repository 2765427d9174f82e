#!/usr/bin/env python3
"""Compares two inventories of courses: as Moodle restored a backup, and what came out of Hornbook.

    compare.py ORIGINAL.json OURS.json

What differs by design is left out:
- an attribution page at the end, and a page to read beside what people wrote together, beside
  modules that Moodle 5 no longer has, and in place of modules that are not Moodle's own;
- `assignment` of Moodle 2.2, which Moodle itself loses, comes back as `assign`;
- passwords, and conditions on groups and on people's profiles: such activities are hidden instead;
- sections without name and activities, so that later ones move up;
- questions at the very top of the bank, which get a category;
- what people wrote, handed in or marked, and their enrolments;
- sums of marks, which are counted anew.
"""

import json
import sys

SECRET = {"password", "subnet"}
COUNTED_ANEW = {"sumgrades"}
OF_PEOPLE = {"forum_discussions", "glossary_entries", "wiki_subwikis"}
OF_PEOPLE_FILES = ("question/response_", "mod_forum/", "mod_glossary/", "mod_data/content", "mod_wiki/")
MOST = 40
GUARDED = ("group", "grouping", "profile")


def load(path):
    text = open(path, encoding="utf-8").read()
    return json.loads(text[text.index("{"):])


def differences(one, other, path=""):
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(set(one) | set(other)):
            yield from differences(one.get(key), other.get(key), f"{path}/{key}")
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield f"{path}: {len(one)} are {len(other)}"
        for at, (a, b) in enumerate(zip(one, other)):
            yield from differences(a, b, f"{path}[{at}]")
    elif one != other:
        yield f"{path}: {json.dumps(one, ensure_ascii=False)} is {json.dumps(other, ensure_ascii=False)}"


def is_guarded(condition):
    if isinstance(condition, dict):
        return condition.get("type") in GUARDED or any(map(is_guarded, condition.values()))
    return isinstance(condition, list) and any(map(is_guarded, condition))


def shown(activity):
    activity = json.loads(json.dumps(activity))
    for name in SECRET | COUNTED_ANEW:
        activity["fields"].pop(name, None)
    inner = activity["inner"] if isinstance(activity["inner"], dict) else {}
    activity["inner"] = {table: rows for table, rows in inner.items() if table not in OF_PEOPLE}
    activity["files"] = [line for line in activity["files"] if not line.startswith(OF_PEOPLE_FILES)]
    if is_guarded(activity["condition"]):
        for name in ("condition", "visible"):
            activity[name] = None
    return activity


def asked(original, ours):
    """Questions may lie in another category: those at the very top are put into one of their own."""
    waiting = {}
    for one in ours:
        waiting.setdefault((one["qtype"], one["name"], one["questiontext"]), []).append(one)
    for one in original:
        rest = waiting.get((one["qtype"], one["name"], one["questiontext"]))
        if not rest:
            yield f"{one['qtype']} question “{one['name']}” is lost"
            continue
        other = rest.pop(0)
        if one["category"] == "top":
            one["category"] = other["category"]
        yield from (f"question “{one['name']}” {line}" for line in differences(one, other))


def main():
    original, ours = load(sys.argv[1]), load(sys.argv[2])
    waiting = {}
    for activity in ours["activities"]:
        waiting.setdefault((activity["module"], activity["name"]), []).append(activity)
    found = []
    for activity in original["activities"]:
        name = (activity["module"], activity["name"])
        if not waiting.get(name):
            found.append(f"{name[0]} “{name[1]}” is lost")
            continue
        one, other = shown(activity), shown(waiting[name].pop(0))
        if one["condition"] is None and one["visible"] is None:
            other["condition"] = other["visible"] = None
        found += [f"{name[0]} “{name[1]}” {line}" for line in differences(one, other)]
    more = [name for name, rest in waiting.items() for _ in rest]
    found += [f"{module} “{name}” is new" for module, name in more if module not in ("page", "assign")]

    def named(course):
        kept = [one for one in course["sections"] if one["name"] or one["summary"] or one["activities"]]
        return [(one["name"], one["visible"]) for one in kept if one["name"]]

    found += differences(named(original), named(ours), "sections")
    found += differences(original["course"]["summary"], ours["course"]["summary"], "summary")
    found += asked(original["questions"], ours["questions"])
    found += differences(original["scales"], ours["scales"], "scales")
    # Those of activities that Moodle itself loses are in ours only.
    lost = tuple(f"{name} in " for module, name in more if module == "assign")
    ours["gradebook"]["items"] = [one for one in ours["gradebook"]["items"] if not one.startswith(lost)]
    found += differences(original["gradebook"], ours["gradebook"], "gradebook")
    found += differences(original["blocks"], ours["blocks"], "blocks")
    if ours["people"]:
        found.append(f"{ours['people']} people came along")
    for line in found[:MOST]:
        print(f"  {line}"[:300])
    print(f"  {len(original['activities'])} activities, {len(found)} differences")
    return 1 if found else 0


sys.exit(main())
