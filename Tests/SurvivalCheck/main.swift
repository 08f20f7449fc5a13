import Survival
