"""Whether a publiccode.yml is YAML and has what version 0.4 of the standard demands: `publiccode.py FILE`."""

import datetime
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    told = yaml.safe_load(file)

for key in ("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal", "maintenance", "localisation"):
    assert told.get(key), key
assert told["publiccodeYmlVersion"] in ("0.4", "0.4.0")
assert told["developmentStatus"] in ("concept", "development", "beta", "stable", "obsolete")
assert told["softwareType"].startswith("standalone/") or told["softwareType"] in ("addon", "library", "configurationFiles")
assert told["url"].startswith("https://")
assert isinstance(told.get("releaseDate", datetime.date.today()), datetime.date)
for lang, text in told["description"].items():
    assert lang in ("it", "en")
    assert len(text["shortDescription"]) <= 150, lang
    assert 150 <= len(text["longDescription"]) <= 10_000, lang
    assert 1 <= len(text["features"]) <= 20 and all(len(f) <= 100 for f in text["features"]), lang
assert told["maintenance"]["type"] in ("internal", "contract", "community", "none")
if told["maintenance"]["type"] == "community":
    assert told["maintenance"]["contacts"]
assert isinstance(told["localisation"]["localisationReady"], bool)
