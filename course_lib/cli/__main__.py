"""`python -m course_lib.cli`: the same as `course`, where no script folder is on the PATH."""

import sys

from course_lib.cli import main

sys.exit(main())
