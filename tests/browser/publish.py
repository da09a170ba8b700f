"""Finishes a changed copy of a built site, as the build does: python publish.py SITE [extra.course as JSON]."""

import json
import sys
from pathlib import Path

from course.publish import publish

publish(Path(sys.argv[1]), json.loads(sys.argv[2]) if len(sys.argv) > 2 else {})
