"""What the instructor's side does: papers, assignments, grading. The only place that knows nbgrader."""
