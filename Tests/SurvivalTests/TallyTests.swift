import Survival
import Testing
