"""The rehearsal: a whole program on the real roster, by the production timetable and rules, in virtual
time; nothing is sent. Only delivery is replaced: it judges by the same rules, and settles in bulk."""
