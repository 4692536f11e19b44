import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { VoiceApiError } from 'voice-api-client';

/** Returns the errors of voice-api to the clients of this service. */
@Catch(VoiceApiError)
export class VoiceApiErrorFilter extends BaseExceptionFilter implements ExceptionFilter<VoiceApiError> {
  override catch(error: VoiceApiError, host: ArgumentsHost): void {
    const { status, errorCode, message, fieldErrors, requestId } = error;
    super.catch(new HttpException({ errorCode, message, fieldErrors, requestId }, status), host);
  }
}
