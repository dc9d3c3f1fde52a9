"""Opening an account."""

from shopwright.modules.identity.contracts import Registration, User
from shopwright.modules.identity.service.accounts import Begin, add_user, hashed
from shopwright.modules.identity.service.asking import ask_to_register
from shopwright.modules.identity.service.security import Security
from shopwright.modules.identity.service.verifying import ask_to_verify


async def register(begin: Begin, security: Security, registration: Registration) -> User | None:
    """Make a customer's account, and have a link mailed to its address.

    The account is good at once. Where the shop insists on verified addresses, None is answered: the account is made by a
    job, if it is to be made, and neither the answer nor the work before it tells whether the email is known.

    Raises:
        InvalidEmail, InvalidUsername, WeakPassword: see rules.
        EmailTaken: whatever the case of its letters; only where the account is made at once.
        UsernameTaken: whatever the case of its letters.
    """
    account = await hashed(security, registration)
    async with begin() as work:
        if security.must_verify:
            await ask_to_register(work, account)
            return None
        user = await add_user(work, account)
        await ask_to_verify(work, security.links, user=user)
    return user
