"""Every action, for the process that runs them itself."""

from rasa_sdk import Action

from actions.add_information import ActionAddInformation
from actions.ask_back import ActionAskBack
from actions.ask_lokasi import ActionAskLokasi
from actions.calm import ActionCalm
from actions.change_topic import ActionChangeTopic, ActionOfferTopics
from actions.check_status import ActionCheckStatus, ActionListTickets
from actions.erasure import ActionEraseData, ActionKeepData, ActionOfferErasure
from actions.hand_off import ActionHandOff
from actions.not_understood import ActionNotUnderstood
from actions.object import ActionObject
from actions.off_topic import ActionOffTopic
from actions.rate import ActionNoteRating, ActionRate
from actions.receive import (
    ActionReceiveMedia,
    ActionReceivePlace,
    ActionSetAside,
)
from actions.request_information import ActionRequestInformation
from actions.same_matter import ActionJoin, ActionKeepApart
from actions.save_place import ActionForgetPlace, ActionSavePlace
from actions.secrecy import ActionHideName, ActionKeepSecret
from actions.split_off import ActionSplitOff
from actions.stop_talking import ActionStopTalking
from actions.submit_complaint import ActionSubmitComplaint
from actions.validate_form_lokasi import ValidateFormLokasi
from actions.voice import ActionVoiceKnown, ActionVoiceMisheard
from actions.vote import ActionVote
from actions.withdraw import ActionOfferWithdrawal, ActionWithdraw
from actions.wrong_part import ActionAskWhichPart, ActionOfferForPart
from actions.yes_no import ActionAgree, ActionDecline

ACTIONS: tuple[type[Action], ...] = (
    ActionAddInformation,
    ActionAgree,
    ActionAskBack,
    ActionAskLokasi,
    ActionAskWhichPart,
    ActionCalm,
    ActionChangeTopic,
    ActionCheckStatus,
    ActionDecline,
    ActionEraseData,
    ActionForgetPlace,
    ActionHandOff,
    ActionHideName,
    ActionJoin,
    ActionKeepApart,
    ActionKeepData,
    ActionKeepSecret,
    ActionListTickets,
    ActionNoteRating,
    ActionNotUnderstood,
    ActionOfferForPart,
    ActionObject,
    ActionOffTopic,
    ActionOfferErasure,
    ActionOfferTopics,
    ActionOfferWithdrawal,
    ActionRate,
    ActionReceiveMedia,
    ActionReceivePlace,
    ActionRequestInformation,
    ActionSavePlace,
    ActionSetAside,
    ActionSplitOff,
    ActionStopTalking,
    ActionSubmitComplaint,
    ActionVoiceKnown,
    ActionVoiceMisheard,
    ActionVote,
    ActionWithdraw,
    ValidateFormLokasi,
)
