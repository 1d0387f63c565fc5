"""Stories at the front door: refusals, the launch log, key sets, the brake."""
