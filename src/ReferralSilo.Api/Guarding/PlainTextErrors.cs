using ReferralSilo.Api.Problems;

namespace ReferralSilo.Api.Guarding;

/// <summary>SignalR and Blazor refuse connections in plain text ("Connection ID required"). Replaces that text by a
/// problem with a code.</summary>
public static class PlainTextErrors
{
    private static readonly PathString Hubs = "/hubs", Circuits = "/_blazor";

    /// <summary>Must run inside <c>UseProblems</c>.</summary>
    public static void UsePlainTextErrors(this WebApplication app) => app.UseWhen(IsLive, live => live.Use(Invoke));

    private static bool IsLive(HttpContext context) =>
        (context.Request.Path.StartsWithSegments(Hubs) || context.Request.Path.StartsWithSegments(Circuits))
        && context.Request.Headers.Upgrade.Count == 0 && !HttpMethods.IsConnect(context.Request.Method);

    private static async Task Invoke(HttpContext context, RequestDelegate next)
    {
        var response = context.Response;
        var client = response.Body;
        response.Body = new ErrorTextFilter(client, response);
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = client;
        }

        if (response.StatusCode < StatusCodes.Status400BadRequest || response.HasStarted
            || response.ContentType == "application/problem+json")
            return;
        await ProblemWriter.Write(context, ProblemFor.Status(response.StatusCode));
    }

    /// <summary>Forwards the body, except of an error response that is not a problem yet.</summary>
    private sealed class ErrorTextFilter(Stream client, HttpResponse response) : Stream
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

        private bool IsDropped =>
            response.StatusCode >= StatusCodes.Status400BadRequest && response.ContentType != "application/problem+json"
            && !response.HasStarted;

        public override void Flush()
        {
            if (!IsDropped) client.Flush();
        }

        public override Task FlushAsync(CancellationToken cancellationToken) =>
            IsDropped ? Task.CompletedTask : client.FlushAsync(cancellationToken);

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (!IsDropped) client.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default) =>
            IsDropped ? ValueTask.CompletedTask : client.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
