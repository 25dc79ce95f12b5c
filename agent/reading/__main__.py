"""`python -m agent.reading`: fit the intents again after prompts/intents.yaml or cues.yaml changed."""

from agent.reading.intents import BUNDLED, IntentModel
from knowledge.embed import bundled

if __name__ == "__main__":
    IntentModel.refit(bundled(), BUNDLED)
