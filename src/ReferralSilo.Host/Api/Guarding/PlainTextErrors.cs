using ReferralSilo.Host.Api.Problems;

namespace ReferralSilo.Host.Api.Guarding;

/// <summary>
/// The live connections are the framework's, and it refuses in plain text: "Connection ID required". Such a text is
/// left out and answered as a problem with a code, like every other no.
/// </summary>
public static class PlainTextErrors
{
    private static readonly PathString Hubs = "/hubs", Circuits = "/_blazor";

    /// <summary>Inside <c>UseProblems</c>.</summary>
    public static void UsePlainTextErrors(this WebApplication app) => app.UseWhen(IsLive, live => live.Use(Invoke));

    private static bool IsLive(HttpContext context) =>
        (context.Request.Path.StartsWithSegments(Hubs) || context.Request.Path.StartsWithSegments(Circuits))
        && context.Request.Headers.Upgrade.Count == 0 && !HttpMethods.IsConnect(context.Request.Method);

    private static async Task Invoke(HttpContext context, RequestDelegate next)
    {
        var response = context.Response;
        var client = response.Body;
        response.Body = new UnlessRefused(client, response);
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = client;
        }

        if (response.StatusCode < StatusCodes.Status400BadRequest || response.HasStarted
            || response.ContentType == "application/problem+json") return;
        var code = ProblemCodes.ForStatus(response.StatusCode);
        await ProblemWriter.Write(context, new(response.StatusCode, code, ProblemCodes.Sentence(code)));
    }

    /// <summary>Hands on what is sent, but for what is sent with a refusing status that is no problem yet.</summary>
    private sealed class UnlessRefused(Stream client, HttpResponse response) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        private bool Refused =>
            response.StatusCode >= StatusCodes.Status400BadRequest && response.ContentType != "application/problem+json"
            && !response.HasStarted;

        public override void Flush()
        {
            if (!Refused) client.Flush();
        }

        public override Task FlushAsync(CancellationToken cancellationToken) =>
            Refused ? Task.CompletedTask : client.FlushAsync(cancellationToken);

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (!Refused) client.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default) =>
            Refused ? ValueTask.CompletedTask : client.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
