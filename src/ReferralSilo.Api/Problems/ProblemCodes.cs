using System.Collections.Frozen;

namespace ReferralSilo.Api.Problems;

/// <summary>A public error code with its HTTP status and sentence.</summary>
public sealed record ProblemCode(string Code, int Status, string Text);

/// <summary>Every error code of a response. Refusals of domain rules are 409 unless they are listed here with another
/// status; an unlisted code still reaches the caller, so a new rule never causes a 500.</summary>
public static class ProblemCodes
{
    public const string InvalidJson = "invalid-json";
    public const string InvalidInput = "invalid-input";
    public const string InvalidRequest = "invalid-request";
    public const string UseSearch = "use-search";
    public const string NotSignedIn = "not-signed-in";
    public const string SignInFailed = "sign-in-failed";
    public const string Forbidden = "forbidden";
    public const string PasswordChangeRequired = "password-change-required";
    public const string SetUpCodeWrong = "set-up-code-wrong";
    public const string UserExists = "user-exists";
    public const string ClientExists = "client-exists";
    public const string LastAdministrator = "last-administrator";
    public const string AlreadySetUp = "already-set-up";
    public const string OriginNotAllowed = "origin-not-allowed";
    public const string NotFound = "not-found";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string NotAcceptable = "not-acceptable";
    public const string RequestTimeout = "request-timeout";
    public const string VersionMismatch = "version-mismatch";
    public const string BodyTooLarge = "body-too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string IdempotencyKeyReused = "idempotency-key-reused";
    public const string TooManyConnections = "too-many-connections";
    public const string TooManyRequests = "too-many-requests";
    public const string OnCallAddress = "on-call-address";
    public const string InternalError = "internal-error";
    public const string NotImplemented = "not-implemented";
    public const string Unavailable = "unavailable";
    public const string NewerData = "newer-data";
    public const string Draining = "draining";
    public const string OutcomeUnknown = "outcome-unknown";

    /// <summary>All codes, by status.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
    [
        new(InvalidJson, 400, "The body is not well-formed JSON in UTF-8."),
        new(InvalidInput, 400, "A field is unknown, missing or not valid; errors names each."),
        new(InvalidRequest, 400, "The request cannot be understood."),
        new(UseSearch, 400,
            "Search with POST /api/referrals/search: addresses are kept by proxies, so names do not belong there."),
        new("cursor-invalid", 400, "This is not a cursor of a board."),
        new(NotSignedIn, 401, "Sign in first, or send a valid bearer token."),
        new(SignInFailed, 401, "The user name and password do not belong together, or the account is locked."),
        new(Forbidden, 403, "Your role does not allow this."),
        new(PasswordChangeRequired, 403, "Change the one-time password first."),
        new(SetUpCodeWrong, 403, "This is not the set-up code that the program printed."),
        new(OriginNotAllowed, 403, "The request comes from a page of another site."),
        new("board-forbidden", 403, "Your role or scope does not allow this board."),
        new(NotFound, 404, "It does not exist, or you may not see it."),
        new("board-unknown", 404, "There is no such board."),
        new(MethodNotAllowed, 405, "This path does not support the method."),
        new(NotAcceptable, 406, "None of the accepted media types is supported."),
        new(RequestTimeout, 408, "The request did not arrive in time."),
        new("slot-taken", 409, "Someone else has the slot; nextBest lists others."),
        new(OnCallAddress, 409, "Someone on call is alerted there; change the on-call list first."),
        new("claimed-by-another", 409, "Another person works on this referral."),
        new("identifier-conflict", 409,
        "The referral with this identifier is for another patient; errors names the fields that differ."),
        new("order-over", 409,
        "The referral with this identifier is over; errors names the fields that differ and were not changed."),
        new("not-eligible", 409, "The referral fails a rule of the service line, and nobody has overruled it."),
        new("offer-expired", 409, "The offer has ended."),
        new(UserExists, 409, "There is an account with this user name."),
        new(ClientExists, 409, "There is a machine client with this id."),
        new(LastAdministrator, 409, "Nobody else is an enabled administrator; make another one first."),
        new("loop-open", 409, "The source has not been told the outcome yet."),
        new(AlreadySetUp, 410, "The program is set up; an administrator makes the other accounts."),
        new(VersionMismatch, 412, "It has changed since the version you named."),
        new(BodyTooLarge, 413, "The body is larger than allowed."),
        new(UnsupportedMediaType, 415, "The media type of the body is not supported here."),
        new(IdempotencyKeyReused, 422, "The same Idempotency-Key came with another body."),
        new("too-many-streams", 429, "The connection watches as many boards as it may."),
        new(TooManyConnections, 429,
            "Your account, or the network you come from, has as many live connections as it may; close some."),
        new(TooManyRequests, 429, "Too many requests; wait for the time in Retry-After."),
        new(InternalError, 500, "The server failed; its logs have the details under the incident id."),
        new(NotImplemented, 501, "This is not supported."),
        new(Unavailable, 503, "The service cannot answer right now; nothing was changed."),
        new(NewerData, 503,
            "A newer version of the program stored this, and this server cannot read it; nothing was changed."),
        new("board-unavailable", 503, "The board cannot be shown right now."),
        new(Draining, 503,
            "This server is about to stop; nothing was changed. Repeat the request: another server answers."),
        new("silo-draining", 503,
        "This server is about to stop; watch again from your cursor: another server answers."),
        new(OutcomeUnknown, 503,
        "It is not known whether the request took effect; read the operation or repeat with the same key."),
    ];

    private static readonly FrozenDictionary<string, ProblemCode> ByCode = All.ToFrozenDictionary(c => c.Code);

    /// <summary>The status of a code; 409 for a code that only the domain rules have.</summary>
    public static int StatusOf(string code) =>
        ByCode.TryGetValue(code, out var known) ? known.Status : StatusCodes.Status409Conflict;

    /// <summary>The sentence of a registered code.</summary>
    public static string Sentence(string code) => ByCode[code].Text;

    /// <summary>The code for a status that the framework answered without a body.</summary>
    public static string ForStatus(int status) => status switch
    {
        401 => NotSignedIn,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        406 => NotAcceptable,
        408 => RequestTimeout,
        412 => VersionMismatch,
        413 => BodyTooLarge,
        415 => UnsupportedMediaType,
        429 => TooManyRequests,
        501 => NotImplemented,
        503 => Unavailable,
        >= 500 => InternalError,
        _ => InvalidRequest,
    };
}
