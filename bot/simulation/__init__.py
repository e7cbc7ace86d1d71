"""The simulator: the real store, jobs and reception in virtual time, against platforms that fail.

One seed decides everything: who does what when, which call fails how, when a worker dies or sleeps,
when the clock jumps. The same seed always plays the same; a failing seed can be played again.
"""
