import datetime
import decimal
from marshmallow.fields import *
from servicestack import *
from typing import *
from dataclasses import dataclass, field
from dataclasses_json import dataclass_json, LetterCase, Undefined, config
from enum import Enum, IntEnum
@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class EntityInfo:
# @ApiMember(Description="The ID of the object")
id: Optional[str] = None
"""
The ID of the object
"""
# @ApiMember(Description="The date the object was created")
date_created: Optional[str] = None
"""
The date the object was created
"""
# @ApiMember(Description="The date the object was last modified")
date_last_modified: Optional[str] = None
"""
The date the object was last modified
"""
# @ApiMember(Description="The user that created this object")
created_by: Optional[str] = None
"""
The user that created this object
"""
# @ApiMember(Description="The user that last modified this object")
last_modified_by: Optional[str] = None
"""
The user that last modified this object
"""
@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class AISessionInfo(EntityInfo):
# @ApiMember(Description="The ID of the account associated with this session")
account_id: Optional[str] = None
"""
The ID of the account associated with this session
"""
# @ApiMember(Description="The name of the account associated with this customer")
account_name: Optional[str] = None
"""
The name of the account associated with this customer
"""
# @ApiMember(Description="The purpose for this AI session")
purpose: Optional[str] = None
"""
The purpose for this AI session
"""
# @Api(Description="Creates a new session")
@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class NewAISession(IPost):
"""
Creates a new session
"""
# @ApiMember(Description="The account ID to associate this session with")
account_id: Optional[str] = None
"""
The account ID to associate this session with
"""
# @ApiMember(Description="The purpose for this session")
purpose: Optional[str] = None
"""
The purpose for this session
"""
