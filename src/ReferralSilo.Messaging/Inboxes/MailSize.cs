using MimeKit;

namespace ReferralSilo.Messaging.Inboxes;

/// <summary>Counts the parts and headers of a mail while it is read once, without keeping them: each part of a parsed
/// mail takes a few kilobytes, so a small mail of very many parts would take all memory.</summary>
internal sealed class MailSize : MimeReader
{
    /// <summary>Most parts of a mail that is read, with those within others.</summary>
    public const int MostParts = 50;

    /// <summary>Most bytes of headers of a mail, with those of its parts.</summary>
    public const int MostHeaders = 200 * 1024;

    private int _parts;
    private long _headers;

    private MailSize(ParserOptions options, Stream content) : base(options, content, MimeFormat.Entity) { }

    /// <summary>True when the mail has more parts or headers than are read.</summary>
    public static bool IsTooLarge(ParserOptions options, Stream content, CancellationToken ct)
    {
        try
        {
            new MailSize(options, content).ReadMessage(ct);
            return false;
        }
        catch (TooManyException)
        {
            return true;
        }
    }

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        _headers += header.RawField.Length + header.RawValue.Length;
        if (_headers > MostHeaders) throw new TooManyException();
    }

    protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber,
        CancellationToken cancellationToken) => Count();

    protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber,
        CancellationToken cancellationToken) => Count();

    protected override void OnMultipartBegin(ContentType contentType, long beginOffset, int beginLineNumber,
        CancellationToken cancellationToken) => Count();

    private void Count()
    {
        if (++_parts > MostParts) throw new TooManyException();
    }

    private sealed class TooManyException : Exception;
}
