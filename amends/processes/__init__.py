"""Business processes drawn as BPMN."""
